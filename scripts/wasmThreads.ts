/**
 * A Vite plugin that makes the threaded WASM backend survive minification, and start as many workers as it uses: as it
 * comes it starts eight of 17 MB on any machine.
 */
import type { Plugin } from 'vite';

/**
 * TensorFlow.js starts its threads from the source text of the module's factory function (`toString`). That function looks
 * at `_scriptDir`, which is declared outside of it, behind a `typeof` guard; a minifier knows the declaration, drops the
 * guard and renames the variable, and every thread dies of "e is not defined". So the factory gets one of its own.
 * https://github.com/tensorflow/tfjs/blob/tfjs-v4.22.0/tfjs-backend-wasm/src/backend_wasm.ts (`mainScriptUrlOrBlob`)
 */
const factoryHead = 'function(WasmBackendModuleThreadedSimd) {';
const poolSize = 'var pthreadPoolSize=8;';
/** All threads but the calling one, of as many as `threadsOf` in `src/engine/tfjs/threadCount.ts` says; none would never be ready. */
const boundedPoolSize = 'var pthreadPoolSize=Math.max(1,Math.min(4,navigator.hardwareConcurrency>>1)-1);';

export function wasmThreads(): Plugin {
  return {
    name: 'anneal:wasm-threads',
    transform: {
      filter: { id: /tfjs-backend-wasm-threaded-simd\.js$/ },
      handler(code) {
        if (!code.includes(factoryHead) || !code.includes(poolSize)) {
          this.error(
            'The threaded WASM module looks different from TensorFlow.js 4.22: adapt wasmThreads.ts.',
          );
        }
        const mended = code
          .replace(factoryHead, `${factoryHead} var _scriptDir;`)
          .replace(poolSize, boundedPoolSize);
        return { code: mended, map: null };
      },
    },
  };
}
