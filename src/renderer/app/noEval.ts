import { config } from 'zod/v4/core';

/**
 * zod as the window and its workers get it: `zod` resolves to this file in the renderer's build. zod compiles schemas with
 * `new Function` unless told not to, which the page's policy refuses; and it must be told before the first schema is made,
 * that is, before any module that imports zod runs.
 */
config({ jitless: true });

export * from 'zod/v4';
