import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folders of the product outside any library, for shells that have no better knowledge of the system. */
export type Places = {
  /** New libraries go here when no other place is chosen. */
  readonly librariesFolder: string;
  /** The list of recent libraries and other small things that belong to no library. */
  readonly dataFolder: string;
};

/** `DOSSIER_HOME` puts both into one folder: for trying things out, and for tests. */
export function places(
  environment: NodeJS.ProcessEnv = process.env,
  platform: string = process.platform,
): Places {
  const home = environment.DOSSIER_HOME;
  if (home) return { librariesFolder: join(home, 'libraries'), dataFolder: join(home, 'data') };
  const documents = join(homedir(), 'Documents');
  return {
    librariesFolder: join(existsSync(documents) ? documents : homedir(), 'Dossier'),
    dataFolder: join(dataRoot(environment, platform), 'dossier'),
  };
}

/** The folder each system keeps for what programs remember about a user. */
function dataRoot(environment: NodeJS.ProcessEnv, platform: string): string {
  if (platform === 'win32') return environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share');
}
