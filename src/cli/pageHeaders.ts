/**
 * Headers of the built page: cross-origin isolation, and the Content Security Policy, which allows what the studio does
 * and nothing else. Why each part is as it is: docs/decisions/content-policy.md.
 */

/** SharedArrayBuffer, which the threaded WASM backend needs, exists only under these headers. */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Of the page, as its `<meta>` has it too: its own files, pictures that it draws, no text that becomes code or markup. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default',
].join('; ');

/** Of workers, which compile WASM; TensorFlow.js starts its threads from a text. */
export const workerPolicy = [
  "default-src 'none'",
  "script-src 'self' blob: 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
].join('; ');

/** What a `<meta>` cannot say: nobody else's page shows this one in a frame. */
const unframed = "; frame-ancestors 'none'";

/** @param isPage whether the page itself is answered, or one of its files. */
export function pageHeaders(isPage: boolean): Record<string, string> {
  return { ...isolation, 'Content-Security-Policy': isPage ? pagePolicy + unframed : workerPolicy };
}
