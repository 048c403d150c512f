/**
 * Which file imports what, read from the source text. It knows the import forms that this project uses and strips
 * comments first; it is no parser, and code that hides an import from it would not pass review either.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export interface Import {
  /** As written: `./backend`, `zod`. */
  specifier: string;
  /** Path from the repository root for the project's own files, else null. */
  file: string | null;
  /** Erased by the compiler: `import type` and `export type ... from`. */
  typeOnly: boolean;
}

export interface Module {
  /** Path from the repository root. */
  file: string;
  imports: Import[];
  /** The text without comments and without the contents of strings. */
  code: string;
}

const stringsAndComments =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`/g;

/** The text without comments; strings stay. */
function withoutComments(text: string): string {
  return text.replace(stringsAndComments, (match) => (match.startsWith('/') ? ' ' : match));
}

/** The text without comments and with empty strings. */
function withoutStrings(text: string): string {
  return text.replace(stringsAndComments, (match) => (match.startsWith('/') ? ' ' : "''"));
}

const statement =
  /(?:^|[;\n])\s*(?:import|export)\s+(type\s)?\s*(?:[\w*{}\s,$]+?\sfrom\s*)?['"]([^'"\n]+)['"]/g;
const dynamic = /\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g;

/** Specifiers of every import and re-export, in order. */
export function readImports(text: string): { specifier: string; typeOnly: boolean }[] {
  const code = withoutComments(text);
  const statements = [...code.matchAll(statement)].map(([, type, specifier]) => ({
    specifier: specifier!,
    typeOnly: type !== undefined,
  }));
  const calls = [...code.matchAll(dynamic)].map(([, specifier]) => ({
    specifier: specifier!,
    typeOnly: false,
  }));
  return [...statements, ...calls];
}

function resolve(from: string, specifier: string, root: string): string | null {
  if (!specifier.startsWith('.')) return null;
  const base = join(dirname(from), specifier.replace(/\?.*$/, ''));
  const candidates = [base, `${base}.ts`, `${base}.tsx`, join(base, 'index.ts'), join(base, 'index.tsx')];
  const found = candidates.find(
    (path) => existsSync(join(root, path)) && statSync(join(root, path)).isFile(),
  );
  return found ?? base;
}

/** Every TypeScript file below `folder`, with its imports resolved. */
export function readModules(root: string, folder: string): Module[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => {
      const file = relative(root, join(entry.parentPath, entry.name));
      const text = readFileSync(join(root, file), 'utf8');
      const imports = readImports(text).map((found) => ({
        ...found,
        file: resolve(file, found.specifier, root),
      }));
      return { file, imports, code: withoutStrings(text) };
    })
    .sort((a, b) => a.file.localeCompare(b.file));
}

/** Cycles of files, each as the path that closes on itself. Type imports count: a reader follows them too. */
export function findCycles(modules: readonly Module[]): string[][] {
  const byFile = new Map(modules.map((module) => [module.file, module]));
  const done = new Set<string>();
  const cycles: string[][] = [];
  function visit(file: string, path: string[]): void {
    const start = path.indexOf(file);
    if (start >= 0) {
      cycles.push([...path.slice(start), file]);
      return;
    }
    if (done.has(file)) return;
    for (const { file: next } of byFile.get(file)?.imports ?? []) if (next) visit(next, [...path, file]);
    done.add(file);
  }
  for (const { file } of modules) visit(file, []);
  return cycles;
}

/**
 * Cycles of folders: in every folder its files and subfolders, each seen as one thing, must depend on one another one way.
 * @param place where a file counts as living, from the root.
 */
export function findFolderCycles(
  modules: readonly Module[],
  place: (file: string) => string = (file) => file,
): string[][] {
  const graph = new Map<string, Set<string>>();
  for (const { file, imports } of modules) {
    const from = place(file).split('/');
    for (const { file: target } of imports) {
      if (target === null) continue;
      const to = place(target).split('/');
      const depth = from.findIndex((part, index) => part !== to[index]);
      if (depth < 0) continue;
      const [a, b] = [from, to].map((parts) => parts.slice(0, depth + 1).join('/')) as [string, string];
      graph.set(a, (graph.get(a) ?? new Set()).add(b));
    }
  }
  return findCycles(
    [...graph].map(([file, targets]) => ({
      file,
      code: '',
      imports: [...targets].map((target) => ({ specifier: target, file: target, typeOnly: false })),
    })),
  );
}

/** Packages that the roots load, each with the chain of files that leads there. Type imports load nothing. */
export function loadedPackages(modules: readonly Module[], roots: readonly string[]): Map<string, string[]> {
  const byFile = new Map(modules.map((module) => [module.file, module]));
  const packages = new Map<string, string[]>();
  const seen = new Set<string>();
  const queue = roots.map((root) => [root]);
  for (let chain = queue.shift(); chain; chain = queue.shift()) {
    const file = chain.at(-1)!;
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { specifier, file: next, typeOnly } of byFile.get(file)?.imports ?? []) {
      if (typeOnly) continue;
      if (next) queue.push([...chain, next]);
      else if (!packages.has(specifier)) packages.set(specifier, chain);
    }
  }
  return packages;
}
