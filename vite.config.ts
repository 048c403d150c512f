/** How the page is built and served: React, ES-module workers, and TensorFlow.js without the parts we do not use. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { offlineFiles } from './scripts/offlineFiles.ts';
import { pagePolicyMeta, zodWithoutEval } from './scripts/pagePolicy.ts';
import { wasmThreads } from './scripts/wasmThreads.ts';
import { isolation } from './src/cli/pageHeaders.ts';

/** Only ever the reader's own machine. */
const host = '127.0.0.1';

/**
 * The headers of isolation before the development server, on every answer: Vite's own option leaves them out of a 304, after which WebKit refuses to
 * start a worker that it has in its cache.
 */
function isolated(): Plugin {
  return {
    name: 'anneal:isolated',
    configureServer({ middlewares }) {
      middlewares.use((_request, response, next) => {
        for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
        next();
      });
    },
  };
}

export default defineConfig({
  plugins: [react(), isolated(), pagePolicyMeta(), zodWithoutEval(), offlineFiles()],
  resolve: {
    alias: [
      // The union package drags layers, converter, data and WebGL into the worker: 650 kB that nothing calls.
      {
        find: /^@tensorflow\/tfjs$/,
        replacement: fileURLToPath(new URL('src/engine/tfjs/tfjsLean.ts', import.meta.url)),
      },
      // As it comes it adds a <style> element, for which the page's policy would have to allow any.
      {
        find: /^react-style-singleton$/,
        replacement: fileURLToPath(new URL('src/ui/styles/styleSingleton.ts', import.meta.url)),
      },
    ],
  },
  worker: { format: 'es', plugins: () => [wasmThreads(), zodWithoutEval()] },
  server: { host },
  preview: { host },
  optimizeDeps: {
    // Workers are not scanned for dependencies, and finding one late reloads the page in the middle of its work.
    include: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-core/dist/register_all_gradients',
      '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgpu',
      'fflate',
      'h5wasm',
      'hyparquet',
      'hyparquet-compressors',
    ],
  },
  build: {
    target: 'es2023',
    // The page's policy takes fonts and pictures from files only.
    assetsInlineLimit: 0,
    // Of what the page holds. What the workers hold are dependencies of the package, which npm installs with theirs.
    license: { fileName: 'licenses.md' },
    // The training worker carries TensorFlow.js; it is one chunk on purpose and loads beside the page.
    chunkSizeWarningLimit: 2000,
  },
});
