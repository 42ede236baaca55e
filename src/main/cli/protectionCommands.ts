import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../core/model/appError';
import { readPassphrase } from './passphrase';
import { progressBar } from './progressBar';
import type { Run, Terminal } from './terminal';

type NewOptions = { newPassphraseFile?: string };

/** Commands about the passphrase of a library: passphrase, recovery-code, copy. */
export function protectionCommands(program: Command, run: Run): void {
  program
    .command('passphrase')
    .description('change the passphrase of the library')
    .option('--new-passphrase-file <file>', 'its first line is the new one (or DOSSIER_NEW_PASSPHRASE)')
    .option('--recovery-code', 'ask for the recovery code in place of the present passphrase')
    .action((options: NewOptions, command: Command) =>
      run(command, 'write', async (terminal) => {
        const secret = secretOf(terminal);
        const passphrase = await newPassphrase(options);
        await terminal.client.call('library.changePassphrase', { secret, passphrase });
        terminal.print(
          { changed: true },
          'The passphrase is changed. Backups made before open with the old one.',
        );
      }),
    );

  program
    .command('recovery-code')
    .description('make a recovery code and print it, this once; an earlier one opens nothing any more')
    .action((_options, command: Command) =>
      run(command, 'write', async (terminal) => {
        const { code } = await terminal.client.call('library.recoveryCode', { secret: secretOf(terminal) });
        terminal.print({ code }, code);
        terminal.say('Write it down and keep it away from this machine: it is kept nowhere.');
      }),
    );

  program
    .command('copy')
    .description(
      'copy the library into a new folder, with a passphrase or without; the library stays as it is',
    )
    .requiredOption('--to <dir>', 'the new folder')
    .option(
      '--with-passphrase',
      'with a passphrase: asked for, or from --new-passphrase-file or DOSSIER_NEW_PASSPHRASE',
    )
    .option('--new-passphrase-file <file>', 'its first line is the passphrase of the copy')
    .action((options: NewOptions & { to: string; withPassphrase?: boolean }, command: Command) =>
      run(command, 'write', async ({ client, print, say, signal }) => {
        const passphrase = options.withPassphrase ? await newPassphrase(options) : null;
        const bar = progressBar();
        const onProgress = ({ done, total }: { done: number; total: number }): void =>
          bar.show(done, total, 'files');
        const made = await client
          .call('library.copy', { location: resolve(options.to), passphrase }, { signal, onProgress })
          .finally(() => bar.clear());
        for (const left of made.leftOut) say(`Left out: ${left}`);
        print(
          made,
          `${made.location}: ${made.files} files.${made.recoveryCode === null ? '' : `\nRecovery code, shown this once: ${made.recoveryCode}`}`,
        );
      }),
    );
}

function secretOf({ secret }: Terminal) {
  if (secret) return secret;
  throw new AppError(
    'conflict',
    'This library has no passphrase.',
    'Make a copy with one: dossier copy --to DIR --with-passphrase.',
  );
}

const newPassphrase = ({ newPassphraseFile }: NewOptions): Promise<string> =>
  readPassphrase({
    file: newPassphraseFile,
    variable: 'DOSSIER_NEW_PASSPHRASE',
    prompt: 'New passphrase',
    isNew: true,
  });
