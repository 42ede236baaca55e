import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineStored, parseStored } from './stored';

const thing = defineStored({
  kind: 'thing',
  version: 3,
  schema: z.object({ version: z.literal(3), name: z.string().min(1), size: z.number() }),
  migrations: {
    1: (record) => ({ ...record, name: record.title }),
    2: (record) => ({ ...record, size: 1 }),
  },
});

describe('parseStored', () => {
  it('takes a current record as it is', () => {
    expect(parseStored(thing, { version: 3, name: 'a', size: 2 })).toEqual({
      status: 'ok',
      value: { version: 3, name: 'a', size: 2 },
      migrated: false,
    });
  });

  it('goes through every migration in order', () => {
    expect(parseStored(thing, { version: 1, title: 'old' })).toEqual({
      status: 'ok',
      value: { version: 3, name: 'old', size: 1 },
      migrated: true,
    });
  });

  it('never guesses at a record of a newer product', () => {
    expect(parseStored(thing, { version: 4, name: 'a', size: 2 })).toEqual({ status: 'too-new', version: 4 });
  });

  it.each([
    [null, 'must be an object'],
    [[], 'must be an object'],
    [{}, 'version is undefined'],
    [{ version: '3' }, 'version is "3"'],
    [{ version: 0 }, 'version is 0'],
    [{ version: 3, name: '', size: 1 }, 'name:'],
    [{ version: 3, name: 'a' }, 'size:'],
  ])('says where %j is damaged', (json, problem) => {
    expect(parseStored(thing, json)).toMatchObject({
      status: 'damaged',
      problem: expect.stringContaining(problem) as string,
    });
  });

  it('is damaged, not crashed, when a migration cannot read the old record', () => {
    const broken = {
      ...thing,
      migrations: { ...thing.migrations, 1: () => JSON.parse('{') as Record<string, unknown> },
    };
    expect(parseStored(broken, { version: 1 })).toMatchObject({ status: 'damaged' });
  });
});
