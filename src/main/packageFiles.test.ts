import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFiles, productVersion } from './packageFiles';

describe('packageFiles', () => {
  it('finds the package from the sources, as it does from the built files', () => {
    const library = JSON.parse(
      readFileSync(join(packageFiles.sampleLibrary, 'library.json'), 'utf8'),
    ) as object;
    expect(library).toHaveProperty('name');
    expect(readFileSync(packageFiles.icon).subarray(1, 4).toString()).toBe('PNG');
  });

  it('names the version of package.json', () => {
    expect(productVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });
});
