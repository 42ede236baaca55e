import { writeSync } from 'node:fs';
import { AppError } from '../../../core/model/appError';
import { LibraryRecord } from '../../../core/model/library';
import { openLibrary } from '../library';
import { carryOut, contentsOf, differences, planOfLives, type EditPlan } from './editPlan';
import { seeded } from './seeded';

/**
 * A process that edits until it is killed: `FOLDER SEED RECORD KEPT ASKED LIVES`, where RECORD is the new library's record as
 * JSON, and of the plan of SEED the edits up to KEPT are acknowledged and those up to ASKED were begun; LIVES are the numbers
 * of edits that those before it found. Prints `found N` when the
 * library holds the first N edits, or `lost` and what differs, or `refused CODE`; then `asked N` and `kept N` for each edit.
 */
const [folder, seed, record, kept, asked, lives] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

/** Straight to the system: what is printed is out before the next thing is done, so the word outlives the process. */
const say = (line: string): void => void writeSync(1, `${line}\n`);

const planned = (edits: number, found: readonly number[]): EditPlan =>
  planOfLives(Number(seed), LibraryRecord.parse(JSON.parse(record)), found, edits);

void (async () => {
  const library = await openLibrary(folder).catch((problem: unknown) => {
    say(`refused ${AppError.from(problem).code}`);
    process.exit(3);
  });
  const before = lives === '' ? [] : lives.split(',').map(Number);
  const ahead = planned(Number(kept), before);
  const contents = await contentsOf(library, ahead.documents);
  const wrong = differences(ahead.contents(), contents);
  let missing = wrong;
  while (missing.length > 0 && ahead.count < Number(asked)) {
    ahead.next();
    missing = differences(ahead.contents(), contents);
  }
  if (missing.length > 0 || library.problems.length > 0) {
    say(`lost ${JSON.stringify({ edits: kept, wrong, problems: library.problems })}`);
    process.exit(1);
  }
  say(`found ${ahead.count}`);

  const plan = planned(ahead.count, [...before, ahead.count]);
  const chance = seeded(Number(seed) + plan.count);
  for (;;) {
    const under: Promise<unknown>[] = [];
    for (let many = chance.once(2) ? 1 : 1 + chance.below(5); many > 0; many -= 1) {
      const edit = plan.next();
      const number = plan.count;
      say(`asked ${number}`);
      under.push(carryOut(library, edit).then(() => say(`kept ${number}`)));
    }
    if (chance.once(8)) {
      say('checkpoint');
      under.push(library.checkpoint());
    }
    await Promise.all(under);
  }
})();
