import { build, install, requireNode } from './checkout.mjs';

// `npm run build`: always, and leaves the mark by which `npm start` knows that nothing is to be done.
requireNode();
process.exitCode = (await install()) || (await build({ always: true }));
