import { join } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Only the import rules: those that need types want files that exist. */
const eslint = new ESLint({
  cwd: root,
  ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-imports',
  overrideConfig: [{ languageOptions: { parserOptions: { project: null, program: null } } }],
});

async function complaints(file: string, imported: string): Promise<string[]> {
  const text = `import { thing } from '${imported}';\nexport default thing;\n`;
  const [result] = await eslint.lintText(text, { filePath: join(root, file) });
  return result!.messages.map(({ ruleId, message }) => `${ruleId ?? 'error'}: ${message}`);
}

describe('the dependency rules', () => {
  it.each([
    ['src/core/model/document.ts', 'node:fs', 'src/core runs in any process'],
    ['src/core/compare/compare.ts', 'react', 'src/core is pure'],
    ['src/core/api/wire.ts', 'electron', 'Electron'],
    ['src/core/api/wire.ts', '../../main/library/library', 'Reach the main process through the contract'],
    ['src/core/search/searchIndex.ts', '../compare/compare', 'Rooms of core meet only in'],
    ['src/core/model/document.ts', '../api/contract', 'core/model is the bottom'],
    ['src/core/text/words.ts', '../model/range', 'core/text depends on nothing'],
    ['src/renderer/reader/ReaderView.tsx', '../../main/libraryService', 'through the contract'],
    ['src/renderer/reader/ReaderView.tsx', '../search/SearchView', 'Features meet only through a Location'],
    ['src/renderer/reader/ReaderView.tsx', 'node:fs', 'core runs in any process'],
    ['src/renderer/app/session.ts', 'electron', 'Electron'],
    ['src/renderer/ui/Button.tsx', '../app/session', 'ui/ knows no feature and no session'],
    ['src/renderer/ui/Button.tsx', '../reader/ReaderView', 'ui/ knows no feature'],
    ['src/main/library/library.ts', '../import/importFile', 'Rooms of main meet only in'],
    ['src/main/import/importFile.ts', '../library/library', 'Rooms of main meet only in'],
    ['src/main/library/library.ts', 'node:http', 'Only src/main/loopback opens a socket'],
    ['src/main/libraryService.ts', 'node:https', 'Only src/main/loopback opens a socket'],
    ['src/main/electron/isolation.ts', 'node:http', 'Only src/main/loopback opens a socket'],
    ['src/main/libraryService.ts', 'electron', 'Only src/main/electron'],
    ['src/main/host.ts', 'electron', 'Only src/main/electron'],
    ['src/main/loopback/httpServer.ts', 'electron', 'Only src/main/electron'],
    ['src/main/libraryService.ts', './host', 'composition roots'],
    ['src/main/libraryService.ts', '../renderer/app/session', 'The renderer is a leaf'],
    ['src/preload/index.ts', '../main/libraryService', 'through the contract'],
  ])('refuse in %s an import of %s', async (file, imported, reason) => {
    const found = await complaints(file, imported);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^no-restricted-imports: /);
    expect(found[0]).toContain(reason);
  });

  it.each([
    ['src/core/search/searchIndex.ts', 'minisearch'],
    ['src/core/search/searchIndex.ts', '../model/search'],
    ['src/main/electron/isolation.ts', 'electron'],
    ['src/main/index.ts', 'electron'],
    ['src/preload/index.ts', 'electron'],
    ['src/main/loopback/httpServer.ts', 'node:http'],
    ['src/main/libraryService.ts', './library/library'],
    ['src/main/library/library.ts', 'node:fs/promises'],
    ['src/renderer/reader/ReaderView.tsx', '../app/session'],
    ['src/renderer/reader/ReaderView.tsx', '../../core/model/anchor'],
  ])('allow in %s an import of %s', async (file, imported) => {
    expect(await complaints(file, imported)).toEqual([]);
  });

  it('are enforced by the compiler too: a file of the window cannot see one of main', () => {
    expect(
      compile("import { openLibrary } from '../../main/library/library';\nvoid openLibrary;\n"),
    ).toContainEqual(expect.stringContaining('is not listed within the file list of project'));
    expect(compile("import { ask } from './httpPort';\nvoid ask;\n")).toEqual([]);
    // The compiler reads the whole renderer, twice.
  }, 240_000);
});

/** What the compiler says about a file of renderer/app with this text, which is never written to the disk. */
function compile(text: string): string[] {
  const project = join(root, 'tsconfig.renderer.json');
  const { config } = ts.readConfigFile(project, (path) => ts.sys.readFile(path)) as { config: unknown };
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root, undefined, project);
  const file = join(root, 'src/renderer/app/neverWritten.ts').replaceAll('\\', '/');
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (name, ...rest) =>
      name === file
        ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2023)
        : disk.getSourceFile(name, ...rest),
    fileExists: (name) => name === file || disk.fileExists(name),
    readFile: (name) => (name === file ? text : disk.readFile(name)),
  };
  const program = ts.createProgram({
    rootNames: [...fileNames, file],
    options,
    projectReferences: [{ path: join(root, 'tsconfig.core.json') }],
    host,
  });
  const all = [
    ...program.getOptionsDiagnostics(),
    ...program.getSemanticDiagnostics(program.getSourceFile(file)),
  ];
  return all.map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}
