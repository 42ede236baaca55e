import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What is asked of the machine; a test brings its own. */
export type Surroundings = {
  readonly platform: string;
  readonly exists: (path: string) => boolean;
  /** The text of `/proc/self/mountinfo`; empty where there is none. */
  readonly mounts: () => string;
};

const here: Surroundings = {
  platform: process.platform,
  exists: existsSync,
  mounts: () => {
    try {
      return readFileSync('/proc/self/mountinfo', 'utf8');
    } catch {
      return '';
    }
  },
};

/** Folders that sync tools keep, by the names they give them. */
const SYNCED: readonly (readonly [RegExp, string])[] = [
  [/^Dropbox(?: \(.+\))?$/i, 'Dropbox'],
  [/^OneDrive(?: ?-.*)?$/i, 'OneDrive'],
  [/^(?:Mobile Documents|com~apple~CloudDocs|iCloud ?Drive)$/i, 'iCloud Drive'],
  [/^(?:Google ?Drive(?:-.*)?|GoogleDrive-.*)$/i, 'Google Drive'],
  [/^(?:Nextcloud|ownCloud)\d*$/i, 'Nextcloud'],
  [/^(?:MEGA|MEGAsync|pCloud ?Drive|Box Sync|Tresorit|Seafile)$/i, 'a sync tool'],
  // Where macOS puts the folders of every provider.
  [/^CloudStorage$/, 'a sync tool'],
];

/** Files by which a sync tool marks a folder, whatever it is called. */
const MARKS: readonly (readonly [string, string])[] = [
  ['.dropbox', 'Dropbox'],
  ['.dropbox.cache', 'Dropbox'],
  ['.nextcloudsync.log', 'Nextcloud'],
  ['.owncloudsync.log', 'Nextcloud'],
  ['.tmp.driveupload', 'Google Drive'],
  ['.stfolder', 'Syncthing'],
];

const NETWORK =
  /^(?:nfs4?|cifs|smb[23]?|smbfs|afpfs|davfs2?|ncpfs|9p|ceph|afs|fuse\.(?:sshfs|rclone|davfs2?|gvfsd-fuse|smbnetfs|s3fs))$/;

/**
 * Why a library should not lie in this folder, in a sentence with the next step; null where nothing speaks against it. By
 * names, marks and mounts: a folder that a tool syncs without any of these is not noticed. Asks the disk, and reads no file
 * of the library.
 */
export function riskyPlace(folder: string, around: Surroundings = here): string | null {
  const tool = syncTool(folder, around);
  if (tool !== null) {
    return `This library lies in a folder of ${tool}, which may change or swap files while Dossier works on them. Keep it in a folder of this computer alone, and put backups there instead.`;
  }
  if (isOnNetwork(folder, around)) {
    return 'This library lies on a network drive, where Dossier cannot promise that what is Saved is on disk, nor that nobody else writes it. Keep it on a disk of this computer, and put backups there instead.';
  }
  return null;
}

function syncTool(folder: string, { exists }: Surroundings): string | null {
  for (const part of folder.split(/[\\/]/)) {
    const found = SYNCED.find(([name]) => name.test(part));
    if (found) return found[1];
  }
  for (let at = folder; ; at = dirname(at)) {
    const found = MARKS.find(([mark]) => exists(join(at, mark)));
    // The home folder holds the tool's own settings under that name; the synced folder lies below it.
    if (found && !(found[0] === '.dropbox' && exists(join(at, '.dropbox', 'info.json')))) return found[1];
    if (dirname(at) === at) return null;
  }
}

function isOnNetwork(folder: string, { platform, mounts }: Surroundings): boolean {
  if (platform === 'win32') return /^(?:\\\\|\/\/)(?![?.])/.test(folder) || /^\\\\\?\\UNC\\/i.test(folder);
  if (/^\/run\/user\/\d+\/gvfs\//.test(folder)) return true;
  let longest = -1;
  let kind = '';
  for (const line of mounts().split('\n')) {
    // Fields as in proc_pid_mountinfo(5): the mount point is the fifth, the file system stands behind the dash.
    const [before = '', after = ''] = line.split(' - ');
    const point = before
      .split(' ')[4]
      ?.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)));
    if (point === undefined || point.length < longest) continue;
    if (folder === point || folder.startsWith(point === '/' ? '/' : `${point}/`)) {
      longest = point.length;
      kind = after.split(' ')[0] ?? '';
    }
  }
  return NETWORK.test(kind);
}
