import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const settings = parse(read('electron-builder.yml')) as Record<string, unknown>;
const manifest = JSON.parse(read('package.json')) as {
  main: string;
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
};

/**
 * Packaging downloads Electron for each system and cannot run everywhere; what it is told can be read everywhere.
 */
describe('the packaged desktop app', () => {
  it('has every fuse set on purpose', () => {
    expect(settings.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      enableCookieEncryption: true,
      grantFileProtocolExtraPrivileges: false,
      loadBrowserProcessSpecificV8Snapshot: false,
    });
    // An object could turn the sums off again.
    expect(settings.asar).toBe(true);
  });

  it('parses files without being started as plain Node', () => {
    expect(read('src/main/electron/utilityParser.ts')).toContain('utilityProcess.fork(');
    expect(read('src/main/index.ts')).toMatch(/startParser: .*utilityParser\(/);
  });

  it('is published nowhere and never looks for updates', () => {
    expect(settings.publish).toBeNull();
    expect(manifest.scripts.package).toContain('--publish never');
    const everything = `${read('electron-builder.yml')}${JSON.stringify(manifest)}`;
    expect(everything).not.toMatch(/electron-updater|autoUpdater|update-electron-app|https?:\/\//);
    for (const name of Object.keys(manifest.dependencies)) {
      expect(name).not.toMatch(/updat|sentry|analytics|telemetry|crash/);
    }
  });

  it('names the version of its packager exactly', () => {
    expect(manifest.scripts.package).toMatch(/electron-builder@\d+\.\d+\.\d+ /);
  });

  it('runs no script of anybody else while it is packaged', () => {
    for (const hook of [
      'beforePack',
      'afterPack',
      'afterSign',
      'beforeBuild',
      'afterAllArtifactBuild',
      'onNodeModuleFile',
    ]) {
      expect(settings).not.toHaveProperty(hook);
    }
  });

  it('brings what it starts from: the built entry, and the sample library as files', () => {
    expect(manifest.main).toMatch(/^out\//);
    expect(settings.files).toContain('out/**');
    for (const { from } of settings.extraResources as { from: string }[])
      expect(existsSync(join(root, from))).toBe(true);
    for (const system of ['linux', 'mac', 'win']) {
      const { icon, target } = settings[system] as { icon: string; target: string[] };
      expect(existsSync(join(root, icon))).toBe(true);
      expect(target.length).toBeGreaterThan(0);
    }
  });
});
