/**
 * Loads h5wasm. In Node its bundle is read as text and run in a scope of its own: tsx, which runs the command line from its
 * sources, would transform four megabytes (2 s and 700 MB), and what the library prints must not reach the terminal.
 */
import type * as H5wasm from 'h5wasm';

export type H5Library = typeof H5wasm;

const BUNDLE = 'h5wasm/dist/iife/h5wasm.js';

let loaded: Promise<H5Library> | null = null;

export function loadH5wasm(): Promise<H5Library> {
  loaded ??= loadInNode() ?? import('h5wasm');
  return loaded;
}

/** Null in browsers, and where the package lies elsewhere. */
function loadInNode(): Promise<H5Library> | null {
  const path = packageFile(BUNDLE);
  if (path === null) return null;
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const { compileFunction } = process.getBuiltinModule('node:vm');
  const code = `${readFileSync(path, 'latin1')}\nreturn h5wasm;`;
  // Its errors are thrown; what it prints besides says the same again.
  const silent = { log() {}, warn() {}, error() {} };
  return Promise.resolve(compileFunction(code, ['console'], { filename: path })(silent));
}

/** Where Node finds a file of a dependency, whatever its package exports; null in browsers, and where it is not installed. */
export function packageFile(file: string): string | null {
  const builtin = globalThis.process?.getBuiltinModule;
  if (!builtin) return null;
  const { existsSync } = builtin('node:fs');
  const { join } = builtin('node:path');
  const { createRequire } = builtin('node:module');
  const folders = createRequire(import.meta.url).resolve.paths(file) ?? [];
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path)) ?? null;
}
