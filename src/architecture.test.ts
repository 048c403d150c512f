/** The rules of `docs/architecture.md`, held against every file under `src/`. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findCycles, loadedPackages, type Module, readImports, readModules } from '../scripts/moduleGraph';

const root = fileURLToPath(new URL('..', import.meta.url));
const all = readModules(root, 'src');

/** Tests and their helpers (`testBackends.ts`) may reach across layers; nothing else may import them. */
const isTest = (file: string) => /\.(test|fixture)\.tsx?$|(^|\/)test[A-Z]\w*\.tsx?$/.test(file);
const modules = all.filter(({ file }) => !isTest(file));

/** The arrow: a folder may import itself and what is listed. */
const mayImport: Record<string, string[]> = {
  protocol: [],
  engine: ['protocol'],
  exports: ['engine', 'protocol'],
  storage: ['engine', 'protocol'],
  worker: ['storage', 'exports', 'engine', 'protocol'],
  cli: ['exports', 'engine', 'protocol'],
  store: ['worker', 'storage', 'exports', 'engine', 'protocol'],
  views: ['store', 'worker', 'storage', 'exports', 'engine', 'protocol'],
  'main.tsx': ['views', 'store'],
};

const layerOf = (file: string) => file.split('/')[1]!;
const inLayers = (...layers: string[]) => modules.filter(({ file }) => layers.includes(layerOf(file)));

/** One line an offence, so that a failure names the file and what it does. */
function offences(of: readonly Module[], find: (module: Module) => string[]): string[] {
  return of.flatMap((module) => find(module).map((what) => `${module.file}: ${what}`));
}

describe('the architecture', () => {
  test('knows every folder', () => {
    const unknown = modules.filter(({ file }) => !(layerOf(file) in mayImport)).map(({ file }) => file);
    expect(unknown).toEqual([]);
  });

  test('has no import against the arrow', () => {
    const against = offences(modules, ({ file, imports }) => {
      const layer = layerOf(file);
      const allowed = [layer, ...(mayImport[layer] ?? [])];
      return imports
        .filter(({ file: target }) => target?.startsWith('src/') && !allowed.includes(layerOf(target)))
        .map(({ specifier }) => specifier);
    });
    expect(against).toEqual([]);
  });

  test('has no cycle', () => {
    expect(findCycles(modules).map((cycle) => cycle.join(' -> '))).toEqual([]);
  });

  test('has no barrel file', () => {
    expect(all.filter(({ file }) => /\/index\.tsx?$/.test(file)).map(({ file }) => file)).toEqual([]);
  });

  test('skips a test only by the name of its backend, so that ANNEAL_REQUIRE_WEBGPU misses nothing', () => {
    // Texts are empty in the code that the graph keeps.
    const byName = /^\((name|backend) [!=]== ''\)/;
    const skips = /(?:\.|\b(?:it|test|describe)\b.*)\b(?:skipIf|runIf|skip|todo)\b(\(.*)/g;
    const others = offences(all, ({ file, code }) =>
      /\.test\.tsx?$/.test(file) && file !== 'src/architecture.test.ts'
        ? [...code.matchAll(skips)].filter(([, what]) => !byName.test(what!)).map(([found]) => found)
        : [],
    );
    expect(others).toEqual([]);
  });

  test('keeps test helpers out of the product', () => {
    const used = offences(modules, ({ imports }) =>
      imports.filter(({ file }) => file !== null && isTest(`${file}`)).map(({ specifier }) => specifier),
    );
    expect(used).toEqual([]);
  });

  test('keeps React and the DOM out of the engine and the protocol', () => {
    const page = /^(react|react-dom|react-router|zustand|recharts|radix-ui|lucide-react|idb-keyval)(\/|$)/;
    const dom = /\b(?:(?:document|window|localStorage|sessionStorage|indexedDB)\s*[.[]|HTML\w*Element\b)/g;
    const found = offences(inLayers('engine', 'protocol'), ({ imports, code }) => [
      ...imports.filter(({ specifier }) => page.test(specifier)).map(({ specifier }) => specifier),
      ...(code.match(dom) ?? []),
    ]);
    expect(found).toEqual([]);
  });

  test('lets the protocol import zod and itself only', () => {
    const found = offences(inLayers('protocol'), ({ imports }) =>
      imports
        .filter(({ specifier, file }) => file === null && specifier !== 'zod')
        .map(({ specifier }) => specifier),
    );
    expect(found).toEqual([]);
  });

  test('never calls Math.random', () => {
    expect(offences(modules, ({ code }) => code.match(/\bMath\s*\.\s*random\b/g) ?? [])).toEqual([]);
  });

  test('views the memory of WASM in one file only, which lends the views for the time of a callback', () => {
    // Decoders of images have memories of their own.
    const others = inLayers('engine').filter(
      ({ file }) => file !== 'src/engine/backends/hostMemory.ts' && !file.startsWith('src/engine/files/'),
    );
    const views = /\btypedArrayFromHeap\b|\bHEAP[A-Z]*\d+\b|Array\([\w.]*memory\.buffer/gi;
    expect(offences(others, ({ code }) => code.match(views) ?? [])).toEqual([]);
  });

  test('imports the core of TensorFlow.js under one name, so that there is one instance', () => {
    const found = offences(modules, ({ file, imports }) =>
      imports
        .filter(({ specifier }) =>
          /^@tensorflow\/tfjs-(core|backend-cpu|layers|data|converter)/.test(specifier),
        )
        .filter(() => file !== 'src/engine/tfjsLean.ts')
        .map(({ specifier }) => specifier),
    );
    expect(found).toEqual([]);
  });

  test('keeps TensorFlow.js and the file readers out of the page', () => {
    const clients = modules.filter(({ file }) => /^src\/worker\/\w+Client\.ts$/.test(file));
    const roots = [...inLayers('main.tsx', 'store', 'views'), ...clients].map(({ file }) => file);
    const heavy = /^(@tensorflow\/|h5wasm|@cwasm\/|webgpu$|node:)/;
    const found = [...loadedPackages(modules, roots)]
      .filter(([specifier]) => heavy.test(specifier))
      .map(([specifier, chain]) => `${chain.join(' -> ')} -> ${specifier}`);
    expect(found).toEqual([]);
  });
});

describe('the reader of imports', () => {
  test('sees every form, and neither comments nor worker addresses', () => {
    const text = [
      "import { a } from './a';",
      "import type { B } from './b';",
      "import * as c from 'c';",
      "import './side-effect';",
      "export { d } from './d';",
      "export type { E } from './e';",
      'import {\n  f,\n  type G,\n} from "./f";',
      "// import h from './h';",
      "/* import i from './i'; */",
      "const later = await import('./j');",
      "const worker = new Worker(new URL('./k.ts', import.meta.url), { type: 'module' });",
      "export const text = 'from nowhere';",
    ].join('\n');
    expect(readImports(text)).toEqual([
      { specifier: './a', typeOnly: false },
      { specifier: './b', typeOnly: true },
      { specifier: 'c', typeOnly: false },
      { specifier: './side-effect', typeOnly: false },
      { specifier: './d', typeOnly: false },
      { specifier: './e', typeOnly: true },
      { specifier: './f', typeOnly: false },
      { specifier: './j', typeOnly: false },
    ]);
  });

  test('finds a cycle and the way into a package', () => {
    const module = (file: string, ...targets: string[]): Module => ({
      file,
      code: '',
      imports: targets.map((specifier) => ({
        specifier,
        file: specifier.startsWith('src/') ? specifier : null,
        typeOnly: false,
      })),
    });
    const graph = [
      module('src/a.ts', 'src/b.ts'),
      module('src/b.ts', 'src/c.ts', 'zod'),
      module('src/c.ts', 'src/a.ts'),
    ];
    expect(findCycles(graph)).toEqual([['src/a.ts', 'src/b.ts', 'src/c.ts', 'src/a.ts']]);
    expect(loadedPackages(graph, ['src/a.ts'])).toEqual(new Map([['zod', ['src/a.ts', 'src/b.ts']]]));
  });
});
