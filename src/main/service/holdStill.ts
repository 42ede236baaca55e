import type { Desk } from './desk';

/** Waits for the edits before, puts what they changed into the files, and lets no other begin until it is called back. */
export async function holdStill(desk: Desk): Promise<() => void> {
  let release: () => void = () => undefined;
  const held = new Promise<void>((done) => (release = done));
  await new Promise<void>((begun, failed) => {
    desk
      .inTurn(async () => {
        // Not needed for a sound backup, which has the journal too: it only makes its files complete by themselves.
        await desk.library.checkpoint().catch(() => undefined);
        begun();
        await held;
      })
      .catch(failed);
  });
  return release;
}
