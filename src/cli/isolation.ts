/** Cross-origin isolation: SharedArrayBuffer, which the threaded WASM backend needs, exists only under these headers. */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
