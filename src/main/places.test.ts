import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { places } from './places';

describe('places', () => {
  it('puts everything into DOSSIER_HOME where it is set', () => {
    expect(places({ DOSSIER_HOME: '/case' }, 'linux')).toEqual({
      librariesFolder: join('/case', 'libraries'),
      dataFolder: join('/case', 'data'),
    });
  });

  it.each([
    ['linux', {}, join(homedir(), '.local', 'share', 'dossier')],
    ['linux', { XDG_DATA_HOME: '/data' }, join('/data', 'dossier')],
    ['darwin', { XDG_DATA_HOME: '/data' }, join(homedir(), 'Library', 'Application Support', 'dossier')],
    ['win32', { APPDATA: '/roaming' }, join('/roaming', 'dossier')],
    ['win32', {}, join(homedir(), 'AppData', 'Roaming', 'dossier')],
  ])('keeps what belongs to no library where %s with %j does', (platform, environment, folder) => {
    expect(places(environment, platform).dataFolder).toBe(folder);
  });

  it('takes an empty DOSSIER_HOME for none', () => {
    expect(places({ DOSSIER_HOME: '' }, 'linux').dataFolder).toContain(homedir());
  });
});
