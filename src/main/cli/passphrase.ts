import { readFile } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { AppError } from '../../core/model/appError';

/** Where a command looks for a passphrase, in this order: the file, the variable, the terminal. */
export type PassphraseSource = {
  readonly file: string | undefined;
  readonly variable: 'DOSSIER_PASSPHRASE' | 'DOSSIER_NEW_PASSPHRASE';
  /** What a terminal asks. */
  readonly prompt: string;
  /** Asks twice on a terminal, since nobody sees what is typed. */
  readonly isNew: boolean;
};

/**
 * A passphrase for this command. It is never an argument, which every user of the machine could read. Throws `library-sealed`
 * where there is nobody to ask, `bad-input` when two tries on a terminal differ, `cancelled` for Ctrl+C.
 */
export async function readPassphrase({ file, variable, prompt, isNew }: PassphraseSource): Promise<string> {
  if (file !== undefined) return firstLine(file);
  const given = process.env[variable];
  if (given !== undefined && given !== '') return given;
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new AppError(
      'library-sealed',
      `${prompt}: nobody is here to type it.`,
      `Put it into ${variable}, or into a file named by ${variable === 'DOSSIER_PASSPHRASE' ? '--passphrase-file' : '--new-passphrase-file'}.`,
    );
  }
  const typed = await ask(`${prompt}: `);
  if (isNew && typed !== (await ask('The same again: '))) {
    throw new AppError('bad-input', 'The two differ.', 'Try again.');
  }
  return typed;
}

/**
 * The password of encrypted files: from a file, from DOSSIER_SOURCE_PASSWORD, or asked for where the user wants to type it.
 * Null where there is none. Never an argument.
 */
export async function readSourcePassword(given: {
  readonly password?: true;
  readonly passwordFile?: string;
}): Promise<string | null> {
  if (given.passwordFile !== undefined) return firstLine(given.passwordFile, 'password');
  const set = process.env.DOSSIER_SOURCE_PASSWORD;
  if (set !== undefined && set !== '') return set;
  return given.password === true ? ask('Password of the files: ') : null;
}

/** The first line of a file, as editors leave a line end behind it. */
async function firstLine(file: string, word = 'passphrase'): Promise<string> {
  const text = await readFile(file, 'utf8').catch((problem: unknown) => {
    throw new AppError(
      'bad-input',
      `The ${word} file ${file} cannot be read.`,
      'Check the path and its permissions.',
      { cause: problem },
    );
  });
  return text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0]!;
}

/** One line from the terminal, which does not show it. */
export function ask(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(prompt);
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder('utf8');
    let letters: string[] = [];
    const end = (finish: () => void): void => {
      stdin.off('data', hear);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      finish();
    };
    const hear = (data: Buffer): void => {
      const typed = Array.from(decoder.write(data));
      for (const [index, letter] of typed.entries()) {
        if (letter === '\r' || letter === '\n') {
          end(() => resolve(letters.join('')));
          // Both answers pasted at once: the rest is for the next question.
          const rest = typed.slice(index + 1).join('');
          if (rest !== '') stdin.unshift(Buffer.from(rest));
          return;
        }
        if (letter === '\u0003' || letter === '\u0004') {
          end(() => reject(new AppError('cancelled', 'No passphrase was given.')));
          return;
        }
        if (letter === '\u007f' || letter === '\b') letters.pop();
        else if (letter === '\u0015') letters = [];
        else if (letter >= ' ') letters.push(letter);
      }
    };
    if (!stdin.isTTY) {
      reject(new AppError('library-sealed', 'Nobody is here to type it.', 'Run this on a terminal.'));
      return;
    }
    stdin.setRawMode(true);
    stdin.resume();
    stdin.on('data', hear);
  });
}
