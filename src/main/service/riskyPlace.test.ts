import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { riskyPlace, type Surroundings } from './riskyPlace';

const at = (folder: string, around: Partial<Surroundings> = {}): string | null =>
  riskyPlace(folder, { platform: 'linux', exists: () => false, mounts: () => '', ...around });

describe('riskyPlace', () => {
  it.each([
    ['/home/ada/Dropbox/Case', 'Dropbox'],
    ['/home/ada/Dropbox (Personal)/work/Case', 'Dropbox'],
    ['C:\\Users\\Ada\\OneDrive - Harbour Board\\Case', 'OneDrive'],
    ['C:\\Users\\Ada\\OneDrive\\Case', 'OneDrive'],
    ['/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/Case', 'iCloud Drive'],
    ['C:\\Users\\Ada\\iCloudDrive\\Case', 'iCloud Drive'],
    ['/Users/ada/Library/CloudStorage/GoogleDrive-ada@harbour.example/My Drive/Case', 'a sync tool'],
    ['/Users/ada/Google Drive/Case', 'Google Drive'],
    ['/home/ada/Nextcloud/Case', 'Nextcloud'],
    ['/home/ada/Nextcloud2/Case', 'Nextcloud'],
  ])('warns of %s', (folder, tool) => {
    expect(at(folder)).toContain(`a folder of ${tool},`);
  });

  it.each([
    '/home/ada/Documents/Dossier/Case',
    '/home/ada/Dropbox notes/Case',
    '/home/ada/My OneDrive talk/Case',
    'C:\\Users\\Ada\\Documents\\Case',
    '/Volumes/Stick/Case',
  ])('says nothing of %s', (folder) => {
    expect(at(folder)).toBeNull();
  });

  it('finds a folder that a tool has marked, on a real disk, and not the settings of the tool', () => {
    const home = mkdtempSync(join(tmpdir(), 'dossier-place-'));
    const folder = join(home, 'shared', 'Case');
    mkdirSync(folder, { recursive: true });
    expect(riskyPlace(folder)).toBeNull();
    mkdirSync(join(home, '.dropbox'));
    writeFileSync(join(home, '.dropbox', 'info.json'), '{}');
    expect(riskyPlace(folder)).toBeNull();
    mkdirSync(join(home, 'shared', '.stfolder'));
    expect(riskyPlace(folder)).toContain('Syncthing');
    rmSync(home, { recursive: true });
  });

  const mounts = [
    '22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw',
    '40 22 0:50 / /mnt/share rw - cifs //server/share rw',
    '41 22 0:51 / /mnt/share/local rw - ext4 /dev/sdb1 rw',
    '42 22 0:52 / /mnt/two\\040words rw shared:1 - nfs4 server:/x rw',
    '43 22 0:53 / /home/ada/far rw - fuse.sshfs ada@far: rw',
  ].join('\n');
  it.each([
    ['/mnt/share/Case', true],
    ['/mnt/share', true],
    ['/mnt/shared/Case', false],
    ['/mnt/share/local/Case', false],
    ['/mnt/two words/Case', true],
    ['/home/ada/far/Case', true],
    ['/home/ada/Case', false],
    ['/run/user/1000/gvfs/smb-share:server=s,share=x/Case', true],
  ])('knows whether %s lies on a network: %s', (folder, far) => {
    expect(at(folder, { mounts: () => mounts })?.includes('network drive') ?? false).toBe(far);
  });

  it('knows network shares of Windows by their names', () => {
    expect(at('\\\\server\\share\\Case', { platform: 'win32' })).toContain('network drive');
    expect(at('\\\\?\\UNC\\server\\share\\Case', { platform: 'win32' })).toContain('network drive');
    expect(at('\\\\?\\C:\\Case', { platform: 'win32' })).toBeNull();
  });
});
