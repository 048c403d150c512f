/** A host that serves the files of a folder and nothing more: no headers of its own, no page for unknown addresses. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

export interface StaticHost {
  url: string;
  /** What it serves; another folder is another deployment, whose files replace all of those before. */
  folder: string;
  /** Paths that were asked for, in order. */
  asked: string[];
  close(): void;
}

/** @param change what is answered instead of a file's bytes; null for "not found". */
export async function serveFiles(
  folder: string,
  base = '/',
  change: (name: string, bytes: Buffer | null) => Buffer | null = (_, bytes) => bytes,
): Promise<StaticHost> {
  const server: Server = createServer(async ({ url = '' }, response) => {
    const { pathname } = new URL(url, 'http://host');
    host.asked.push(pathname);
    const name = pathname === base ? 'index.html' : pathname.slice(base.length);
    const isInside = pathname.startsWith(base);
    const bytes = isInside ? await readFile(join(host.folder, name)).catch(() => null) : null;
    const answer = change(name, bytes);
    response.writeHead(answer ? 200 : 404, {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
    });
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const host: StaticHost = {
    url: `http://127.0.0.1:${port}${base}`,
    folder,
    asked: [],
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return host;
}
