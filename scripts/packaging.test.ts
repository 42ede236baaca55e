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

  it('brings the packages that readers load late, and the data they read by path', () => {
    const languages = ['eng', 'kor', 'jpn', 'chi_sim', 'chi_tra', 'tha', 'vie'];
    const needed = [
      'pdfjs-dist/package.json',
      'pdfjs-dist/legacy/build/pdf.mjs',
      'pdfjs-dist/legacy/build/pdf.worker.mjs',
      'pdfjs-dist/cmaps/UniKS-UCS2-H.bcmap',
      'pdfjs-dist/standard_fonts/FoxitFixed.pfb',
      'pdfjs-dist/wasm/openjpeg.wasm',
      'tesseract.js-core/tesseract-core-lstm.js',
      'tesseract.js-core/tesseract-core-lstm.wasm',
      'tesseract.js-core/tesseract-core-simd-lstm.js',
      'tesseract.js-core/tesseract-core-simd-lstm.wasm',
      ...languages.flatMap((language) => [
        `@tesseract.js-data/${language}/package.json`,
        `@tesseract.js-data/${language}/4.0.0_best_int/${language}.traineddata.gz`,
      ]),
      ...[
        'linkedom',
        '@mozilla/readability',
        'saxes',
        'postal-mime',
        'papaparse',
        'iconv-lite',
        'chrono-node',
      ].map((name) => `${name}/package.json`),
    ];
    const left = (settings.files as string[])
      .filter((pattern) => pattern.startsWith('!'))
      .map((pattern) => expressionOf(pattern.slice(1)));
    for (const file of needed) {
      const path = `node_modules/${file}`;
      expect([path, existsSync(join(root, path))]).toEqual([path, true]);
      expect([path, left.filter((pattern) => pattern.test(path))]).toEqual([path, []]);
      // What only development needs is not packaged.
      const name = file
        .split('/')
        .slice(0, file.startsWith('@') ? 2 : 1)
        .join('/');
      expect(Object.keys(manifest.dependencies)).toContain(name);
    }
    expect(left.some((pattern) => pattern.test('node_modules/pdfjs-dist/web/pdf_viewer.mjs'))).toBe(true);
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

/** A pattern of electron-builder.yml, as far as ours go: `**`, `*` and `{a,b}`. */
function expressionOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\*\*|\*/g, (stars) => (stars === '**' ? '.*' : '[^/]*'))
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(',', '|')})`);
  return new RegExp(`^${source}$`);
}
