/**
 * Laws are tried with other input at each run, so that more of it is tried from day to day; `LAW_SEED=7 npm run unit` tries
 * that of a number. A build server (`CI`) takes one number, always: it judges a change, and a counterexample that was there
 * before is none of the change's. A law that fails at any number is a defect all the same.
 */
const seed = process.env.LAW_SEED ?? (process.env.CI === undefined ? undefined : '1');

if (seed !== undefined) {
  const { configureGlobal } = await import('fast-check');
  configureGlobal({ seed: Number(seed) });
}

export {};
