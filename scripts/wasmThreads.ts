/**
 * A Vite plugin that makes the threaded WASM backend survive minification. TensorFlow.js starts its threads from the
 * source text of the module's factory function (`toString`). That function looks at `_scriptDir`, which is declared
 * outside of it, behind a `typeof` guard; a minifier knows the declaration, drops the guard and renames the variable,
 * and every thread dies of "e is not defined". Here the factory gets a `_scriptDir` of its own.
 * https://github.com/tensorflow/tfjs/blob/tfjs-v4.22.0/tfjs-backend-wasm/src/backend_wasm.ts (`mainScriptUrlOrBlob`)
 */
import type { Plugin } from 'vite';

const factoryHead = 'function(WasmBackendModuleThreadedSimd) {';

export function wasmThreads(): Plugin {
  return {
    name: 'anneal:wasm-threads',
    transform: {
      filter: { id: /tfjs-backend-wasm-threaded-simd\.js$/ },
      handler(code) {
        if (!code.includes(factoryHead)) {
          this.error(
            'The threaded WASM module looks different from TensorFlow.js 4.22: adapt wasmThreads.ts.',
          );
        }
        return { code: code.replace(factoryHead, `${factoryHead} var _scriptDir;`), map: null };
      },
    },
  };
}
