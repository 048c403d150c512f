/**
 * Serves the built page on this machine only, as `vite preview` does in the repository: with cross-origin isolation, and
 * the page itself for every address inside the studio.
 */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { pageHeaders } from './pageHeaders';

const HOST = '127.0.0.1';
const PAGE = '/index.html';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.zip': 'application/zip',
};

interface PageFile {
  path: string;
  bytes: number;
}

export interface PageServer {
  /** Where the page is, `http://127.0.0.1:4173/`. */
  address: string;
  close(): Promise<void>;
}

/**
 * @param port 0 takes any that is free.
 * @throws ErrnoException where the folder cannot be read, or the port not be had.
 */
export async function servePage(folder: string, port: number): Promise<PageServer> {
  const files = await filesOf(folder);
  const server = createServer((request, response) => answer(files, request, response));
  await listen(server, port);
  const bound = server.address();
  return {
    address: `http://${HOST}:${typeof bound === 'object' && bound ? bound.port : port}/`,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

/** By their addresses. Only what stands here is ever read, so no address leads out of the folder. */
async function filesOf(folder: string): Promise<Map<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries
    .filter((entry) => entry.isFile())
    .map(async (entry): Promise<[string, PageFile]> => {
      const path = join(entry.parentPath, entry.name);
      const { size } = await stat(path);
      return [`/${relative(folder, path).split(sep).join('/')}`, { path, bytes: size }];
    });
  return new Map(await Promise.all(found));
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function answer(
  files: ReadonlyMap<string, PageFile>,
  { method, url }: IncomingMessage,
  response: ServerResponse,
): void {
  const address = pathOf(url ?? '/');
  // The studio's own addresses are paths without an ending, such as /train/3f….
  const name = files.has(address) || extname(address) !== '' ? address : PAGE;
  for (const [key, value] of Object.entries(pageHeaders(name === PAGE))) response.setHeader(key, value);
  if (method !== 'GET' && method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  const file = files.get(name);
  if (!file) {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('There is no such file.\n');
    return;
  }
  response.writeHead(200, {
    'Content-Type': types[extname(name)] ?? 'application/octet-stream',
    'Content-Length': file.bytes,
    // Vite puts a digest of the content into the names of what lies here.
    'Cache-Control': name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (method === 'HEAD') response.end();
  else
    createReadStream(file.path)
      .on('error', () => response.destroy())
      .pipe(response);
}

function pathOf(url: string): string {
  const path = url.replace(/[?#].*$/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
