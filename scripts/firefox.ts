/**
 * `npm run test:firefox`: opens the studio in Firefox again and again and counts the starts that train. Not part of
 * `npm test`. Speaks WebDriver BiDi by itself, in a few lines: nothing to install but Firefox (ANNEAL_FIREFOX names one).
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { build, type Plugin, preview } from 'vite';
import { z } from 'zod';

const usage = `npm run test:firefox -- [--starts 10] [--sample regression] [--port 4270] [--cores N] [--gpu]
  --sample what is trained: regression, vessels, molecules
  --cores  what the training worker is told of the machine, so that threads start on a small one
  --gpu    with WebGPU, on whatever Vulkan driver there is (VK_DRIVER_FILES names one); a software adapter is passed over`;

/** A busy machine takes half a minute, and a start on one thread after threads that hung ten seconds more. */
const limitSeconds = 90;

function findFirefox(): string {
  const names = ['firefox', 'firefox-esr', 'firefox.exe'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const places = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  places.push('/Applications/Firefox.app/Contents/MacOS/firefox');
  const chosen = process.env.ANNEAL_FIREFOX;
  const found = (chosen ? [chosen] : places).find(existsSync);
  if (found && spawnSync(found, ['--version'], { timeout: 30_000 }).status === 0) return found;
  throw new Error(
    chosen
      ? `ANNEAL_FIREFOX is "${chosen}", which does not start. Correct it or unset it.`
      : 'No Firefox was found. Install it (Debian: apt-get install firefox-esr), or name one in ANNEAL_FIREFOX.',
  );
}

const quiet = {
  'app.update.disabledForTesting': true,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'remote.enabled': true,
};
const webGpu = {
  'dom.webgpu.enabled': true,
  'dom.webgpu.workers.enabled': true,
  'gfx.webgpu.ignore-blocklist': true,
  'gfx.webrender.software': true,
};

interface Session {
  send(method: string, params: object): Promise<unknown>;
  close(): void;
}

const replySchema = z.object({
  id: z.number().nullish(),
  result: z.unknown(),
  message: z.string().optional(),
});

async function connect(address: string): Promise<Session> {
  const socket = new WebSocket(`${address}/session`);
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error(`No WebDriver at ${address}.`)));
  });
  socket.addEventListener('message', ({ data }) => {
    const { id, result, message } = replySchema.parse(JSON.parse(String(data)));
    const asked = waiting.get(id ?? -1);
    if (message === undefined) asked?.resolve(result);
    else asked?.reject(new Error(message));
  });
  let lastId = 0;
  return {
    send(method, params) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method, params }));
      });
    },
    close: () => socket.close(),
  };
}

const contextSchema = z.object({ context: z.string() });
const textSchema = z.object({ result: z.object({ value: z.string() }) });

/** One start in a fresh Firefox. @returns what the run's log says it trains on, once it trains, and what the page shows. */
async function start(
  firefox: string,
  address: string,
  gpu: boolean,
): Promise<{ trainsOn: string | null; shown: string }> {
  const profile = mkdtempSync(join(tmpdir(), 'anneal-firefox-'));
  const preferences = Object.entries({ ...quiet, ...(gpu && webGpu) });
  writeFileSync(
    join(profile, 'user.js'),
    preferences
      .map((pair) => `user_pref(${pair.map((part) => JSON.stringify(part)).join(', ')});\n`)
      .join(''),
  );
  const flags = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0'];
  const browser = spawn(firefox, flags, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => browser.on('exit', resolve));
  try {
    const listening = await new Promise<string>((resolve, reject) => {
      const match = /WebDriver BiDi listening on (ws:\S+)/;
      createInterface(browser.stderr).on('line', (line) => {
        const found = match.exec(line)?.[1];
        if (found) resolve(found);
      });
      browser.on('exit', () => reject(new Error('Firefox ended before it could be asked anything.')));
    });
    const session = await connect(listening);
    await session.send('session.new', { capabilities: {} });
    const { context } = contextSchema.parse(await session.send('browsingContext.create', { type: 'tab' }));
    await session.send('browsingContext.navigate', { context, url: address, wait: 'complete' });
    const read = async (expression: string) => {
      const asked = { expression, target: { context }, awaitPromise: false };
      return textSchema.parse(await session.send('script.evaluate', asked)).result.value;
    };
    let shown = '';
    let trainsOn: string | null = null;
    const end = performance.now() + limitSeconds * 1000;
    while (performance.now() < end && trainsOn === null) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      shown = (await read("document.querySelector('main')?.innerText ?? ''")).replaceAll('\n', ' ');
      const log = await read(
        String.raw`document.body.textContent.match(/Training on \w+ \(.*?(?=\d{4}-)/)?.[0] ?? ''`,
      );
      if (log && /step [1-9]/.test(shown)) trainsOn = log;
    }
    session.close();
    return { trainsOn, shown };
  } finally {
    browser.kill();
    const killing = setTimeout(() => browser.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(killing);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Tells the training worker of another number of cores, as it is served. */
function withCores(cores: string | undefined): Plugin {
  return {
    name: 'anneal:cores',
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const name = /^\/assets\/trainWorker-[^/]*\.js$/.exec(request.url ?? '')?.[0];
        if (!cores || !name) return next();
        const prelude = `Object.defineProperty(navigator, 'hardwareConcurrency', { value: ${Number(cores)} });`;
        response.setHeader('Content-Type', 'text/javascript');
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
        response.end(`${prelude}\n${readFileSync(join('dist', name), 'utf8')}`);
      });
    },
  };
}

const { values: options } = parseArgs({
  options: {
    starts: { type: 'string', default: '10' },
    sample: { type: 'string', default: 'regression' },
    port: { type: 'string', default: '4270' },
    cores: { type: 'string' },
    gpu: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(usage);
  process.exit();
}
const firefox = findFirefox();
console.log(`Firefox: ${firefox}`);
await build({ logLevel: 'warn' });
const server = await preview({
  plugins: [withCores(options.cores)],
  preview: { port: Number(options.port), strictPort: true },
});
const address = `http://127.0.0.1:${options.port}/?sample=${encodeURIComponent(options.sample)}&start`;
const starts = Number(options.starts);
let trained = 0;
for (let i = 1; i <= starts; i++) {
  const began = performance.now();
  const { trainsOn, shown } = await start(firefox, address, options.gpu);
  if (trainsOn) trained++;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${i}: ${trainsOn ?? `DID NOT TRAIN, the page shows "${shown.slice(0, 120)}"`} (${seconds} s)`);
}
await server.close();
console.log(`${trained} of ${starts} starts trained.`);
process.exitCode = trained === starts ? 0 : 1;
