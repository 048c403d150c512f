/**
 * The package as people get it: packed, installed into a folder that holds nothing else, its command run, its types
 * compiled, the scripts of `docs/scripting.md` run. `npm run test:package`.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedFolder } from '../src/cli/testFolder';
import { randomStream } from '../src/engine/random';
import { writeGreyPng } from '../src/formats/images/greyPng';
import { writeZip } from '../src/formats/zip/zip';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const folder = sharedFolder();
const at = (...names: string[]) => join(folder(), ...names);
const installed = (...names: string[]) => at('node_modules', 'anneal', ...names);

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** A program in the folder of the installed package, without what the test's own process was told. */
async function call(program: string, ...args: string[]): Promise<Outcome> {
  const { NODE_OPTIONS: _, NODE_ENV: __, VITEST: ___, ...env } = process.env;
  try {
    return { code: 0, ...(await promisify(execFile)(program, args, { cwd: folder(), env })) };
  } catch (thrown) {
    const { code, stdout = '', stderr = '' } = thrown as Partial<Outcome>;
    if (typeof code !== 'number') throw thrown;
    return { code, stdout, stderr };
  }
}

const command = () => at('node_modules', '.bin', 'anneal');
const anneal = (...args: string[]) => call(command(), ...args);
const tsc = join(root, 'node_modules/.bin/tsc');

/** Files of the tarball, by their paths in it. */
let packed: { size: number; files: { path: string }[] };

/**
 * Packs and installs. The lock tells npm the versions that the project is tested with; it then finds them where `npm ci`
 * has left them, and asks no registry.
 */
beforeAll(async () => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--json', '--pack-destination', folder()], {
    cwd: root,
  });
  const [tarball] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
  packed = tarball;
  const app = {
    name: 'app',
    private: true,
    type: 'module',
    dependencies: { anneal: `file:${tarball.filename}` },
  };
  writeFileSync(at('package.json'), JSON.stringify(app));
  const { version, bin, dependencies, optionalDependencies } = JSON.parse(read('package.json'));
  const { '': _, ...others } = JSON.parse(read('package-lock.json')).packages;
  const lock = {
    lockfileVersion: 3,
    packages: {
      '': app,
      'node_modules/anneal': {
        ...{ version, bin, dependencies, optionalDependencies },
        resolved: app.dependencies.anneal,
      },
      ...Object.fromEntries(Object.entries<{ dev?: true }>(others).filter(([, { dev }]) => !dev)),
    },
  };
  writeFileSync(at('package-lock.json'), JSON.stringify(lock));
  const { code, stderr } = await call('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund');
  if (code !== 0) throw new Error(`npm install failed:\n${stderr}`);
  writeFileSync(at('table.csv'), table());
  writeFileSync(at('vessels.zip'), images());
}, 300_000);

/** y = 2a − b, with a little of a wave. */
function table(): string {
  const rows = Array.from({ length: 60 }, (_, i) => [i % 7, i % 5, 2 * (i % 7) - (i % 5) + Math.sin(i) / 9]);
  return `a,b,y\n${rows.map((row) => row.join(',')).join('\n')}\n`;
}

/** Bright bars on a noisy ground, and their masks. */
function images(): Uint8Array {
  const random = randomStream(3, 'bars');
  const side = 32;
  const pictures = Array.from({ length: 6 }, (_, index) => {
    const mask = Uint8Array.from({ length: side * side }, (_, i) => ((i + 3 * index) % side < 9 ? 255 : 0));
    const image = mask.map((value) => (value ? 160 : 60) + Math.floor(40 * random.uniform()));
    return [
      { name: `images/${index}.png`, bytes: writeGreyPng(image, side, side) },
      { name: `masks/${index}.png`, bytes: writeGreyPng(mask, side, side) },
    ];
  });
  return writeZip(pictures.flat());
}

describe('the tarball', () => {
  test('holds what runs, the page, types and documents, and no tests, sources or maps', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'dist/index.html',
        'lib/cli.js',
        'lib/types/anneal.d.ts',
      ]),
    );
    expect(paths.filter((path) => !/^(lib|dist|docs)\/|^[^/]+\.(md|json)$|^LICENSE$/.test(path))).toEqual([]);
    expect(paths.filter((path) => /test|fixture|\.map$|(?<!\.d)\.ts$/i.test(path))).toEqual([]);
    expect(packed.size).toBeLessThan(14e6);
  });

  test('does not know the machine that it was made on', () => {
    const own = packed.files
      .map(({ path }) => path)
      .filter((path) => !/\.(wasm|woff2|h5|zip|png)$/.test(path));
    const known = own.filter((path) => {
      const text = readFileSync(installed(path), 'utf8');
      return text.includes(root) || (homedir().length > 5 && text.includes(homedir()));
    });
    expect(known).toEqual([]);
  });
});

describe('the command', () => {
  /** Runs `anneal info`. @returns what it printed, its megabytes and the addresses of the scripts that its first thread loaded. */
  async function info(file: string) {
    writeFileSync(
      at('costs.cjs'),
      `const session = new (require('node:inspector').Session)();
      const scripts = [];
      session.connect();
      session.on('Debugger.scriptParsed', ({ params }) => scripts.push(params.url));
      session.post('Debugger.enable');
      process.on('exit', () =>
        console.error(JSON.stringify({ megabytes: process.resourceUsage().maxRSS / 1024, scripts })));`,
    );
    const { stdout, stderr } = await call('node', '--require', './costs.cjs', command(), 'info', file);
    const costs: { megabytes: number; scripts: string[] } = JSON.parse(stderr);
    return { stdout, ...costs };
  }

  test('loads nothing to describe a table that it does not need', async () => {
    const { stdout, megabytes, scripts } = await info('table.csv');
    expect(stdout).toMatch(/^CSV file with 3 arrays\n/);
    expect(scripts).toContainEqual(expect.stringContaining('/anneal/lib/'));
    expect(scripts.filter((address) => /@tensorflow|h5wasm/.test(address))).toEqual([]);
    expect(megabytes).toBeLessThan(100);
  });

  test('describes an HDF5 file without a translation of its library', async () => {
    const { stdout, megabytes } = await info(installed('dist/samples/regression.h5'));
    expect(stdout).toMatch(/^HDF5 file with \d+ arrays\n/);
    expect(megabytes).toBeLessThan(200);
  });

  test('trains, evaluates and predicts', async () => {
    const settings = ['--backend', 'wasm', '--json', '--set', 'training.maxSteps=3'];
    const trained = await anneal(
      'train',
      '--task',
      'tabular',
      '--sample',
      'regression',
      '--out',
      'run',
      ...settings,
    );
    expect(trained).toMatchObject({ code: 0, stdout: expect.stringContaining('"type":"finished"') });
    const model = ['--checkpoint', 'run/checkpoints/latest.safetensors', '--backend', 'wasm'];
    const data = ['--data', installed('dist/samples/regression.h5')];
    const evaluated = await anneal('evaluate', ...model, ...data, '--json');
    expect(JSON.parse(evaluated.stdout).metrics.loss).toBeGreaterThan(0);
    expect(await anneal('predict', ...model, ...data, '--out', 'answers.csv')).toMatchObject({ code: 0 });
    expect(readFileSync(at('answers.csv'), 'utf8').split('\n').length).toBeGreaterThan(1000);
  });

  test('serves the page, isolated, at every address inside the studio', async () => {
    const studio = spawn(command(), ['studio', '--port', '0'], { cwd: folder(), stdio: 'pipe' });
    const ended = once(studio, 'exit');
    const [said] = await once(studio.stdout.setEncoding('utf8'), 'data');
    const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)!;
    const html = readFileSync(installed('dist/index.html'), 'utf8');
    const [script] = /\/assets\/[^"]+\.js/.exec(html)!;
    const wasm = readdirSync(installed('dist/assets')).find((name) => name.endsWith('.wasm'));
    for (const [path, type] of [
      ['', 'text/html'],
      ['train/some-run', 'text/html'],
      [script, 'text/javascript'],
      [`assets/${wasm}`, 'application/wasm'],
      ['samples/samples.json', 'application/json'],
      ['serviceWorker.js', 'text/javascript'],
      ['manifest.webmanifest', 'application/manifest+json'],
    ] as const) {
      const response = await fetch(new URL(path, address));
      expect(response.status, path).toBe(200);
      expect(response.headers.get('content-type'), path).toContain(type);
      expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      if (type === 'text/html') expect(await response.text()).toBe(html);
    }
    expect(await anneal('studio', '--port', new URL(address).port)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^anneal: The port \d+ cannot be had: another program has it\. Name another/,
      ),
    });
    studio.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  });

  test('goes on without Dawn, on WASM, and says what is missing where it was asked for', async () => {
    renameSync(at('node_modules/webgpu'), at('node_modules/webgpu-away'));
    const train = ['train', '--task', 'tabular', '--data', 'table.csv', '--set', 'training.epochs=1'];
    const fallen = await anneal(...train, '--out', 'fallen', '--json');
    const asked = await anneal(...train, '--out', 'asked', '--backend', 'webgpu');
    renameSync(at('node_modules/webgpu-away'), at('node_modules/webgpu'));
    expect(fallen).toMatchObject({ code: 0, stdout: expect.stringContaining('"name":"wasm"') });
    // On a Linux without Vulkan nothing of the package is asked for.
    expect(asked).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/npm install webgpu|not available/),
    });
  });
});

/** What a door passes on: the names of its values and of its types. */
function namesOf(door: string): { values: string[]; types: string[] } {
  const text = read(door);
  const names = [...text.matchAll(/^export (type )?\{([^}]*)\}/gm)].flatMap(([, all, list]) =>
    list!
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
      .map((name) => (all ? `type ${name}` : name)),
  );
  const spaces = [...text.matchAll(/^export \* as (\w+)/gm)].map(([, name]) => name!);
  return {
    values: [...spaces, ...names.filter((name) => !name.startsWith('type '))],
    types: names.filter((name) => name.startsWith('type ')).map((name) => name.slice(5)),
  };
}

const doors = readdirSync(join(root, 'src/tasks'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /^[^/\\]+[/\\]exports\.ts$/.test(file))
  .map((file): [string, string] => [`anneal/tasks/${file.split(/[/\\]/)[0]}`, `src/tasks/${file}`]);
doors.unshift(['anneal', 'src/anneal.ts']);

/** Compiles the scripts named with the types that are installed. @returns errors but those of TensorFlow.js' own types. */
async function compile(resolution: 'bundler' | 'nodenext', files: string[]): Promise<string[]> {
  const compilerOptions = {
    target: 'es2023',
    lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
    module: resolution === 'bundler' ? 'esnext' : resolution,
    moduleResolution: resolution,
    strict: true,
    noEmit: true,
    typeRoots: [join(root, 'node_modules/@types')],
    types: ['node'],
  };
  const config = `tsconfig.${resolution}.json`;
  writeFileSync(at(config), JSON.stringify({ compilerOptions, files }));
  const { stdout } = await call(tsc, '-p', config);
  return stdout
    .split('\n')
    .filter((line) => line.includes('error TS'))
    .filter((line) => !/node_modules\/@(tensorflow|webgpu|typescript)\//.test(line));
}

describe('the library', () => {
  test.each(doors)('gives every value that the door of %s names', async (specifier, door) => {
    const script = `console.log(JSON.stringify(Object.entries(await import('${specifier}')).map(([name, value]) => value === undefined ? '' : name)))`;
    const { stdout } = await call('node', '--input-type=module', '--eval', script);
    expect(JSON.parse(stdout).sort()).toEqual(namesOf(door).values.sort());
  });

  const scripts = [...read('docs/scripting.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text]) => text!);

  test.each(['bundler', 'nodenext'] as const)(
    'has types for all of it and for the scripts of the document, by the resolution of %s',
    async (way) => {
      const lines = ['type Typed<T> = 0 extends 1 & T ? never : true;'];
      for (const [index, [specifier, door]] of doors.entries()) {
        const { values, types } = namesOf(door);
        lines.unshift(`import * as door${index} from '${specifier}';`);
        for (const value of values) lines.push(`true satisfies Typed<typeof door${index}.${value}>;`);
        for (const type of types) lines.push(`true satisfies Typed<door${index}.${type}>;`);
      }
      lines.push(
        'true satisfies Typed<door0.tf.Tensor>;',
        'true satisfies Typed<door0.RunConfig["training"]>;',
      );
      const files: Record<string, string> = {
        'everything.ts': lines.join('\n'),
        // Types that are not found would let this pass.
        'wrong.ts': "import { quantile } from 'anneal';\nquantile('no list', 0.5, 1);\n",
        ...Object.fromEntries(scripts.map((text, index) => [`script${index}.ts`, text])),
      };
      for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
      expect(scripts.length).toBeGreaterThan(3);
      expect(await compile(way, Object.keys(files))).toEqual([expect.stringMatching(/^wrong\.ts\(2,/)]);
    },
  );

  test('runs the scripts of the document, one after the other', async () => {
    const said: string[] = [];
    for (const [index, text] of scripts.entries()) {
      writeFileSync(at(`script${index}.mjs`), text.replace(/(?<=epochs\D*)30\b/, '1'));
      const { code, stdout, stderr } = await call('node', `script${index}.mjs`);
      expect(code, `${text}\n${stderr}`).toBe(0);
      said.push(stdout);
    }
    expect(said.join('\n')).toContain('y = 3.00 x + 0.50');
    expect(JSON.parse(readFileSync(at('summary.json'), 'utf8')).training_progress.total_epochs).toBe(1);
    expect(readFileSync(at('run/history.csv'), 'utf8').trim().split('\n')).toHaveLength(2);
  }, 180_000);
});
