/** The contenders that the engine is measured against must run without its kernels, which replace TensorFlow.js' own. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Module, readModules } from './moduleGraph';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = new Map(
  ['src', 'bench'].flatMap((folder) => readModules(root, folder)).map((module) => [module.file, module]),
);

/** Files that a worker loads, itself included. */
function loadedFiles(entry: string): Module[] {
  const loaded = new Set<Module>();
  const visit = (file: string | null) => {
    const module = file === null ? undefined : modules.get(file);
    if (!module || loaded.has(module)) return;
    loaded.add(module);
    for (const { file: next, typeOnly } of module.imports) if (!typeOnly) visit(next);
  };
  visit(entry);
  return [...loaded];
}

const kernels = (library: string) =>
  loadedFiles(`bench/${library}/browserWorker.ts`).filter(({ file }) =>
    /^src\/engine\/(kernels|tfjs)\b/.test(file),
  );

test.each(['plain', 'jax'])('the worker of %s loads no kernel and no backend of the engine', (library) => {
  expect(kernels(library).map(({ file }) => file)).toEqual([]);
});

test('the worker of this project does', () => {
  expect(kernels('ours').length).toBeGreaterThan(5);
});
