/**
 * libwebp and libjpeg-turbo as WASM (packages @cwasm/webp and @cwasm/jpeg-turbo, of which only the binaries are used),
 * loaded with the first image of their kind. The same binary decodes in a browser's worker and in Node, so an image has
 * the same bytes in both; `createImageBitmap` gives neither 16 bits nor the same bytes everywhere, and Node lacks it.
 */
import { AnnealError } from '../../protocol/errors';

/** What both libraries export. Pointers are offsets into the memory. */
export interface CodecExports {
  memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(pointer: number): void;
}

export interface WasmCodec<Exports extends CodecExports> {
  /**
   * Runs `use` on the library. Whatever it throws or however the library fails, the next call finds a fresh one: memory
   * of a library that was left in the middle of its work is not to be trusted.
   */
  run<Result>(use: (library: Exports) => Result): Promise<Result>;
}

/** @param imports functions that the library asks for besides WASI's. */
export function wasmCodec<Exports extends CodecExports>(
  name: string,
  browserUrl: () => Promise<{ default: string }>,
  packageFile: string,
  imports: WebAssembly.ModuleImports = {},
): WasmCodec<Exports> {
  let compiled: Promise<WebAssembly.Module> | null = null;
  let library: Exports | null = null;
  async function start(): Promise<Exports> {
    compiled ??= loadBinary(name, browserUrl, packageFile).then((bytes) => WebAssembly.compile(bytes));
    const instance = await WebAssembly.instantiate(await compiled, {
      env: imports,
      wasi_snapshot_preview1: wasi,
    });
    // The binaries come with this build; what they export is known from their sources.
    return instance.exports as unknown as Exports;
  }
  return {
    async run(use) {
      const current = library ?? (await start());
      library = null;
      const result = use(current);
      library = current;
      return result;
    },
  };
}

/** Copies bytes into the library's memory. @returns their place, to be freed. */
export function copyIn(library: CodecExports, bytes: Uint8Array): number {
  const pointer = library.malloc(bytes.length);
  if (pointer === 0) throw new Error('the decoder has no memory left');
  new Uint8Array(library.memory.buffer, pointer, bytes.length).set(bytes);
  return pointer;
}

/** Files and processes, which a decoder has no use for but in messages. */
const wasi = Object.fromEntries(
  ['fd_close', 'fd_seek', 'fd_write', 'environ_get', 'proc_exit', 'environ_sizes_get'].map((name) => [
    name,
    // An empty environment is asked for when the library starts; anything else is its way to give up.
    () => {
      if (name === 'environ_sizes_get') return 0;
      throw new Error(`the decoder gave up (${name})`);
    },
  ]),
);

async function loadBinary(
  name: string,
  browserUrl: () => Promise<{ default: string }>,
  packageFile: string,
): Promise<BufferSource> {
  if (globalThis.process?.versions?.node) {
    // Specifiers of Node's modules are kept from bundlers.
    const { createRequire } = await fromNode<typeof import('node:module')>('node:module');
    const { readFile } = await fromNode<typeof import('node:fs/promises')>('node:fs/promises');
    return new Uint8Array(await readFile(createRequire(import.meta.url).resolve(packageFile)));
  }
  const { default: url } = await browserUrl();
  const response = await fetch(url).catch(() => null);
  if (response?.ok) return response.arrayBuffer();
  throw new AnnealError('internal', `The decoder of ${name} could not be loaded.`, {
    place: url,
    received: response ? `status ${response.status}` : 'no answer',
    remedy: 'Reload the page; if it stays so, this copy of Anneal is incomplete.',
  });
}

function fromNode<Module>(specifier: string): Promise<Module> {
  return import(/* @vite-ignore */ specifier);
}
