import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importFixtures } from './buildImportFixtures';

const root = join(import.meta.dirname, '..', 'src', 'main', 'import', 'fixtures');

describe('buildImportFixtures', () => {
  it.each(Object.entries(importFixtures()))('makes %s as it stands, byte by byte', (path, bytes) => {
    expect(readFileSync(join(root, path)).equals(bytes)).toBe(true);
  });
});
