/** The rules of `docs/architecture.md`, held against every file under `src/`. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  findCycles,
  findFolderCycles,
  loadedPackages,
  type Module,
  readImports,
  readModules,
} from '../scripts/moduleGraph';

const root = fileURLToPath(new URL('..', import.meta.url));
const all = readModules(root, 'src');

/** Tests and their helpers (`testBackends.ts`) may reach across layers; nothing else may import them. */
const isTest = (file: string) => /\.(test|fixture)\.tsx?$|(^|\/)test[A-Z]\w*\.tsx?$/.test(file);
const modules = all.filter(({ file }) => !isTest(file));

/** The three lists of the tasks; beside a task's own folder only they name it. */
const lists = /^src\/tasks\/(catalogue|engines|pages)\.ts$/;

/**
 * Where a file lives. What a task shows (`tasks/NAME/page/`, and the contract and list of pages) is a wing of the page,
 * not of the engine, so it counts as a folder of its own.
 */
function place(file: string): string {
  const [, task, rest] = /^src\/tasks\/([^/]+)\/page\/(.+)$/.exec(file) ?? [];
  if (task) return `src/pages/${task}/${rest}`;
  return file.replace(/^src\/tasks\/(pages?\.ts)$/, 'src/pages/$1');
}

/** The arrow: a folder may import itself and what is listed. */
const mayImport: Record<string, string[]> = {
  protocol: [],
  config: ['protocol'],
  formats: ['protocol'],
  engine: ['config', 'formats', 'protocol'],
  tasks: ['engine', 'config', 'formats', 'protocol'],
  runs: ['tasks', 'engine', 'config', 'formats', 'protocol'],
  scripting: ['runs', 'tasks', 'engine', 'config', 'formats', 'protocol'],
  storage: ['engine', 'formats', 'protocol'],
  worker: ['storage', 'runs', 'tasks', 'engine', 'config', 'formats', 'protocol'],
  cli: ['runs', 'tasks', 'engine', 'config', 'formats', 'protocol'],
  store: ['worker', 'storage', 'runs', 'tasks', 'engine', 'config', 'formats', 'protocol'],
  ui: ['formats', 'protocol'],
  pages: ['store', 'ui', 'runs', 'tasks', 'engine', 'config', 'formats', 'protocol'],
  views: ['pages', 'store', 'worker', 'ui', 'runs', 'tasks', 'engine', 'config', 'formats', 'protocol'],
  'main.tsx': ['views', 'store', 'ui'],
  'anneal.ts': ['cli', 'scripting', 'runs', 'tasks', 'engine', 'config', 'formats', 'protocol'],
};

/** Doors of the package: what people import, and no file of the project does. */
const isDoor = (file: string) => /^src\/(anneal|tasks\/[^/]+\/exports)\.ts$/.test(file);

/** The tasks by their folders. */
const tasks = readdirSync(`${root}src/tasks`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const taskOf = (file: string | null) => /^src\/tasks\/([^/]+)\//.exec(file ?? '')?.[1];

const layerOf = (file: string) => place(file).split('/')[1]!;
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

  test('has no cycle of files', () => {
    expect(findCycles(modules).map((cycle) => cycle.join(' -> '))).toEqual([]);
  });

  test('has no cycle of folders', () => {
    expect(findFolderCycles(modules, place).map((cycle) => cycle.join(' -> '))).toEqual([]);
  });

  test('names a task in its own folder and the three lists only', () => {
    const found = all
      .filter(({ file }) => !lists.test(file))
      .flatMap(({ file }) => {
        const text = readFileSync(`${root}${file}`, 'utf8');
        return tasks
          .filter((task) => !file.startsWith(`src/tasks/${task}/`) && new RegExp(task, 'i').test(text))
          .map((task) => `${file}: ${task}`);
      });
    expect(found).toEqual([]);
  });

  test('lets no task import another', () => {
    const found = offences(modules, ({ file, imports }) =>
      imports
        .filter(({ file: target }) => taskOf(file) && taskOf(target) && taskOf(file) !== taskOf(target))
        .map(({ specifier }) => specifier),
    );
    expect(found).toEqual([]);
  });

  test('keeps the page out of what describes a task, and TensorFlow.js out as well', () => {
    const descriptions = modules.filter(({ file }) =>
      /^src\/tasks\/(catalogue|[^/]+\/(description|config))\.ts$/.test(file),
    );
    const heavy = /^(@tensorflow\/|react|zustand|recharts|h5wasm|@cwasm\/|node:)/;
    const found = [
      ...loadedPackages(
        modules,
        descriptions.map(({ file }) => file),
      ),
    ]
      .filter(([specifier]) => heavy.test(specifier))
      .map(([specifier, chain]) => `${chain.join(' -> ')} -> ${specifier}`);
    expect(found).toEqual([]);
  });

  test('has no folder with more than a third of the lines, each task counted by itself', () => {
    const lines = new Map<string, number>();
    for (const { file } of modules) {
      const folder = taskOf(file) ?? layerOf(file);
      lines.set(folder, (lines.get(folder) ?? 0) + readFileSync(`${root}${file}`, 'utf8').split('\n').length);
    }
    const whole = [...lines.values()].reduce((sum, count) => sum + count, 0);
    expect([...lines].filter(([, count]) => count > whole / 3)).toEqual([]);
  });

  test('has no barrel file', () => {
    expect(all.filter(({ file }) => /\/index\.tsx?$/.test(file)).map(({ file }) => file)).toEqual([]);
  });

  test('passes on by name, and does nothing else, at the doors of the package, and enters by none of them', () => {
    const passedOn = /\bexport\s+(?:type\s+)?(?:\{[^}]*\}|\*\s+as\s+\w+)\s*from\s*'';/g;
    const more = offences(
      modules.filter(({ file }) => isDoor(file)),
      ({ code }) => {
        const rest = code.replace(passedOn, '').trim();
        return rest === '' ? [] : [rest];
      },
    );
    const entering = offences(all, ({ imports }) =>
      imports.filter(({ file }) => file !== null && isDoor(file)).map(({ specifier }) => specifier),
    );
    expect([more, entering].flat()).toEqual([]);
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

  test('writes tables through one function, which lets no cell be a formula', () => {
    const writer = /\bfunction\s+(?!parse|read|open)\w+Csv\s*\(/;
    const others = modules.filter(
      ({ file, code, imports }) =>
        writer.test(code) &&
        !file.startsWith('src/formats/csv/') &&
        !imports.some((imported) =>
          /^src\/(formats\/csv\/write|ui\/charts\/curvesCsv)\.ts$/.test(imported.file ?? ''),
        ),
    );
    expect(others.map(({ file }) => file)).toEqual([]);
  });

  test('never calls Math.random', () => {
    expect(offences(modules, ({ code }) => code.match(/\bMath\s*\.\s*random\b/g) ?? [])).toEqual([]);
  });

  test('views the memory of WASM in one file only, which lends the views for the time of a callback', () => {
    // Decoders of images have memories of their own.
    const others = inLayers('engine').filter(({ file }) => file !== 'src/engine/tfjs/hostMemory.ts');
    const views = /\btypedArrayFromHeap\b|\bHEAP[A-Z]*\d+\b|Array\([\w.]*memory\.buffer/gi;
    expect(offences(others, ({ code }) => code.match(views) ?? [])).toEqual([]);
  });

  test('imports the core of TensorFlow.js under one name, so that there is one instance', () => {
    const found = offences(modules, ({ file, imports }) =>
      imports
        .filter(({ specifier }) =>
          /^@tensorflow\/tfjs-(core|backend-cpu|layers|data|converter)/.test(specifier),
        )
        .filter(() => file !== 'src/engine/tfjs/tfjsLean.ts')
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
