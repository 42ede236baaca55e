import { AppError } from '../../../core/model/appError';
import { openLibrary } from '../library';

/** A process of its own that opens a library and keeps it: `tsx hold.ts FOLDER`. Prints `held` or the error's code. */
const [folder] = process.argv.slice(2);
openLibrary(folder ?? '').then(
  (library) => {
    process.stdout.write(`held\n`);
    library.onActivate(() => process.stdout.write('activated\n'));
    setInterval(() => undefined, 1000);
  },
  (problem: unknown) => {
    process.stdout.write(`${AppError.from(problem).code}\n`);
  },
);
