/** The page's server: what it sends with each file, what every other address gets, and which ports are refused. */
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PageServer, servePage } from './pageServer';
import { studioCommand } from './studioCommand';
import { sharedFolder } from './testFolder';

const folder = sharedFolder();
let server: PageServer;
beforeAll(async () => {
  await mkdir(join(folder(), 'page/assets'), { recursive: true });
  await writeFile(join(folder(), 'secret.txt'), 'not for anybody');
  await writeFile(join(folder(), 'page/index.html'), '<title>The page</title>');
  await writeFile(join(folder(), 'page/assets/worker-1a2b.js'), 'export {};');
  await writeFile(join(folder(), 'page/assets/kernel ü.wasm'), Uint8Array.of(0, 97, 115, 109));
  await writeFile(join(folder(), 'page/odd.h5'), 'data');
  server = await servePage(join(folder(), 'page'), 0);
});
afterAll(() => server.close());

/** Without what `fetch` does to an address before it sends it. */
function ask(path: string, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const { hostname, port } = new URL(server.address);
      request({ hostname, port, path, method }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
      })
        .on('error', reject)
        .end();
    },
  );
}

const isolated = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

describe('the server of the page', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html?sample=regression&start', 'text/html; charset=utf-8', 'no-cache'],
    ['/assets/worker-1a2b.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/kernel%20%C3%BC.wasm', 'application/wasm', 'public, max-age=31536000, immutable'],
    ['/odd.h5', 'application/octet-stream', 'no-cache'],
  ])('sends %s isolated, as %s', async (path, type, cache) => {
    expect(await ask(path)).toMatchObject({
      status: 200,
      headers: { ...isolated, 'content-type': type, 'cache-control': cache },
    });
  });

  it('answers an address inside the studio with the page, and a missing file with 404', async () => {
    expect(await ask('/train/3f-11')).toMatchObject({ status: 200, body: '<title>The page</title>' });
    expect(await ask('/assets/gone.js')).toMatchObject({ status: 404, headers: isolated });
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%zz.txt',
  ])('lets %s lead nowhere', async (path) => {
    expect(await ask(path)).toMatchObject({ status: 404 });
  });

  it('sends no content for HEAD, and refuses to be written to', async () => {
    const head = await ask('/odd.h5', 'HEAD');
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': '4' }, body: '' });
    expect(await ask('/odd.h5', 'PUT')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it('listens on this machine only', () => {
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });
});

describe('anneal studio', () => {
  it.each(['http', '-1', '1.5', '65536', ''])('refuses the port "%s"', async (port) => {
    await expect(studioCommand.run([`--port=${port}`])).rejects.toMatchObject({
      code: 'usage',
      message: `--port is "${port}".`,
      details: { received: port, remedy: 'It may be a whole number from 0 to 65535.' },
    });
  });
});
