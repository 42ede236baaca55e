import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** The dependency rules of docs/design.md, as lint rules whose messages name the right thing to do. */
const forbid = (...rules) => ({
  'no-restricted-imports': [
    'error',
    { patterns: rules.map(([regex, message]) => ({ regex, message, allowTypeImports: false })) },
  ],
});

const node = [
  '^node:',
  'src/core runs in any process: take what you need as an argument instead of importing Node.',
];
const electron = [
  '^electron$',
  'Only src/main/electron, src/main/index.ts and src/preload know Electron; pass the value in from there.',
];
const react = ['^react', 'src/core is pure: React belongs to src/renderer.'];
const main = ['(^|/)main/', 'Reach the main process through the contract in src/core/api, never by import.'];
const renderer = ['(^|/)renderer/', 'The renderer is a leaf: nothing imports it.'];
const http = ['^node:https?$', 'Only src/main/loopback opens a socket.'];
const roots = [
  '(^|/)(index|host|cli)$',
  'index.ts, host.ts and cli.ts are composition roots: nothing imports them.',
];

const coreRooms = ['api', 'search', 'compare', 'brief', 'interchange'];
/** Every folder of the window but these is a feature: a new one needs no line here. */
const features = readdirSync(new URL('src/renderer', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['app', 'ui', 'workers'].includes(entry.name))
  .map(({ name }) => name);
const mainRooms = ['library', 'import', 'electron', 'loopback'];

export default tseslint.config(
  { ignores: ['out/', '.cache/', 'node_modules/', 'resources/', 'test-results/', 'playwright-report/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.core.json',
          './tsconfig.main.json',
          './tsconfig.renderer.json',
          './tsconfig.checks.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['src/core/**/*.ts'], rules: forbid(node, electron, react, main, renderer) },
  ...coreRooms.map((room) => ({
    files: [`src/core/${room}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: forbid(node, electron, react, main, renderer, [
      `^(\\.\\./)+(${coreRooms.filter((other) => other !== room).join('|')})/`,
      'Rooms of core meet only in core/model and core/text: move the shared value there.',
    ]),
  })),
  {
    files: ['src/core/model/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: forbid(node, electron, react, main, renderer, [
      `^(\\.\\./)+(${coreRooms.join('|')})/`,
      'core/model is the bottom: it knows core/text and nothing above.',
    ]),
  },
  {
    files: ['src/core/text/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: forbid(node, electron, react, main, renderer, ['^\\.\\./', 'core/text depends on nothing.']),
  },
  { files: ['src/main/**/*.ts'], rules: forbid(electron, http, renderer, roots) },
  ...mainRooms.map((room) => ({
    files: [`src/main/${room}/**/*.ts`],
    rules: forbid(
      ...(room === 'electron' ? [] : [electron]),
      ...(room === 'loopback' ? [] : [http]),
      renderer,
      roots,
      [
        `^(\\.\\./)+(${[...mainRooms.filter((other) => other !== room), 'service', 'cli'].join('|')})/`,
        'Rooms of main meet only in libraryService.ts and the composition roots.',
      ],
    ),
  })),
  { files: ['src/main/index.ts'], rules: forbid(http, renderer) },
  { files: ['src/preload/**/*.ts'], rules: forbid(main, renderer) },
  {
    files: ['src/main/cli.ts', 'src/main/cli/**/*.ts', 'scripts/**', 'bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['src/renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      ...forbid(node, electron, main),
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'Untrusted text never becomes markup: build elements.',
        },
        {
          selector: 'AssignmentExpression > MemberExpression[property.name=/^(innerHTML|outerHTML)$/]',
          message: 'Untrusted text never becomes markup: build elements.',
        },
        {
          selector: 'CallExpression[callee.property.name=/^toLocale(Date|Time)?String$/][arguments.length=0]',
          message: 'The interface is English on every machine: writtenNumber (core/text) or app/writtenTime.',
        },
      ],
    },
  },
  ...features.map((feature) => ({
    files: [`src/renderer/${feature}/**/*.{ts,tsx}`],
    ignores: ['**/*.test.*'],
    rules: forbid(node, electron, main, [
      `^(\\.\\./)+(${features.filter((other) => other !== feature).join('|')})/`,
      'Features meet only through a Location and the command registry (renderer/app).',
    ]),
  })),
  {
    files: ['src/renderer/ui/**/*.{ts,tsx}'],
    rules: forbid(node, electron, main, [
      `^(\\.\\./)+(app|${features.join('|')})/`,
      'ui/ knows no feature and no session: pass what it shows as props.',
    ]),
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'e2e/**', 'bench/**', 'scripts/**'],
    languageOptions: { globals: globals.node },
    // Tests spread short ASCII words into letters.
    rules: { 'no-restricted-imports': 'off', '@typescript-eslint/no-misused-spread': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { globals: globals.node, parserOptions: { project: null, program: null } },
  },
);
