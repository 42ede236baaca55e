import { Command, CommanderError } from 'commander';
import { AppError } from '../../core/model/appError';
import { productVersion } from '../packageFiles';
import { annotationCommands } from './annotationCommands';
import { briefCommands } from './briefCommands';
import { documentCommands } from './documentCommands';
import { keepingCommands } from './keepingCommands';
import { protectionCommands } from './protectionCommands';
import { referenceCommands } from './referenceCommands';
import { reuseCommand } from './reuseCommand';
import { searchCommands } from './searchCommands';
import { EXIT, exitCodeOf, printable, withLibrary, type GlobalOptions, type Run } from './terminal';

/** Runs one command line; resolves with the exit code, never rejects. `signal` interrupts it. */
export async function runCommandLine(argv: readonly string[], signal: AbortSignal): Promise<number> {
  let exitCode: number = EXIT.done;
  const run: Run = async (command, access, work) => {
    exitCode = await withLibrary(command.optsWithGlobals<GlobalOptions>(), access, signal, work);
  };
  const program = new Command('dossier')
    .description(
      'An offline reference desk for analysts: import, read, tag, search, compare and cite the sources of a case.',
    )
    .version(productVersion())
    .option('--library <dir>', 'the library’s folder (or DOSSIER_LIBRARY)')
    .option(
      '--passphrase-file <file>',
      'its first line is the passphrase of the library (or DOSSIER_PASSPHRASE)',
    )
    .option('--json', 'machine output: one JSON value, or one on each line')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 some inputs failed, 2 usage, 3 library locked, 4 library damaged, 130 interrupted.\n' +
        'Ids may be shortened to any unique beginning. Positions are [from, to) in UTF-16 units of the text.\n' +
        'A passphrase is asked for on a terminal; it is never an argument, which every user of the machine could read.\n' +
        'A library that another Dossier has open can be read, not changed.',
    )
    .exitOverride()
    .showHelpAfterError('(--help lists what there is)');
  documentCommands(program, run);
  searchCommands(program, run);
  annotationCommands(program, run);
  briefCommands(program, run);
  keepingCommands(program, run);
  referenceCommands(program, run);
  protectionCommands(program, run);
  reuseCommand(program, run);
  for (const command of everyCommand(program)) {
    command.exitOverride();
    if (command.registeredArguments.length > 0) sayHowHyphensPass(command);
  }

  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
    const error = AppError.from(thrown);
    if (program.opts<GlobalOptions>().json)
      process.stdout.write(`${JSON.stringify({ error: error.toValue() })}\n`);
    process.stderr.write(`${printable([error.message, error.next].filter(Boolean).join('\n'))}\n`);
    return error.code === 'bad-input' ? EXIT.usage : exitCodeOf(error);
  }
}

/** Puts the next step behind the complaint about an option that may have been meant as words: `-coal`. */
function sayHowHyphensPass(command: Command): void {
  command.configureOutput({
    outputError: (message, write) => {
      const [, words] = /unknown option '([^']*)'/.exec(message) ?? [];
      write(message);
      if (words !== undefined)
        write(
          `What begins with a hyphen and is no option stands behind --: ${pathOf(command)} -- ${words}\n`,
        );
    },
  });
}

/** As it is typed: `dossier searches add`. */
function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function everyCommand(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...everyCommand(child)]);
}
