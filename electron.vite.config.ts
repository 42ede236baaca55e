import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => resolve(import.meta.dirname, path);

/**
 * One build for the three shells. `main` holds the composition roots (Electron, browser host, terminal) and the
 * child process that parses files; they share chunks, so a start of the terminal shell never loads Electron.
 */
export default defineConfig({
  main: {
    build: {
      externalizeDeps: true,
      outDir: 'out/main',
      rolldownOptions: {
        input: {
          index: at('src/main/index.ts'),
          host: at('src/main/host.ts'),
          cli: at('src/main/cli.ts'),
          parser: at('src/main/import/parser.ts'),
          reuseWorker: at('src/main/service/reuse/reuseWorker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload script cannot load modules: one CommonJS file with everything inside.
      externalizeDeps: false,
      outDir: 'out/preload',
      rolldownOptions: {
        input: { index: at('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    base: './',
    resolve: { alias: [{ find: /^zod$/, replacement: at('src/renderer/app/noEval.ts') }] },
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: at('out/renderer'),
      minify: true,
      // Our policy forbids data: fonts and inline scripts, so every asset stays a file of its own.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // The window is read from memory, not over a network.
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: { input: at('src/renderer/index.html') },
    },
  },
});
