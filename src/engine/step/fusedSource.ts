/**
 * WGSL of a dispatch that computes several stages of one workgroup each, one after the other, in a single one. Each
 * buffer is bound once and whole, under a name of its own; the stages' array names are redirected to their parts of these.
 */
import type { GpuStage } from '../kernels/program/gpuStage';

/** A buffer as the fused source declares it. */
export interface Place {
  name: string;
  scalar: 'f32' | 'i32';
  /** Vectors of four where a stage wants them; other stages then take single values out of these. */
  components: 1 | 4;
  /** In single values. */
  length: number;
  written: boolean;
}

export interface PlacedStage {
  stage: GpuStage;
  /** Of each of the stage's arrays. */
  places: readonly Place[];
}

/** @param threads of the workgroup. */
export function fusedSource(
  places: readonly Place[],
  stages: readonly PlacedStage[],
  threads: number,
): string {
  const bindings = places.map(({ name, scalar, components, length, written }, binding) => {
    const element = components === 1 ? scalar : `vec4<${scalar}>`;
    const access = written ? 'read_write' : 'read';
    return `@group(0) @binding(${binding}) var<storage, ${access}> ${name}: array<${element}, ${length / components}>;`;
  });
  const functions = stages.map(
    ({ stage, places }, i) => `
fn stage${i}(workgroup: i32, localIndex: u32, index: i32) {
  let uniforms = Sizes(${stage.size});
  { ${placedBody(stage, places)} }
}`,
  );
  const calls = stages.map(
    ({ stage }, i) => `
  for (var i = i32(lane); i < ${stage.threads}; i += ${threads}) { stage${i}(0, u32(i), i); }`,
  );
  return /* wgsl */ `
${bindings.join('\n')}
struct Sizes { size: i32 }
${functions.join('\n')}
@compute @workgroup_size(${threads})
fn main(@builtin(local_invocation_index) lane: u32) {
  ${places.map(({ name }) => `_ = &${name};`).join(' ')}
  ${calls.join('\n  storageBarrier();')}
}`;
}

/** The body with the places of its arrays in their stead. */
function placedBody({ body, arrays, bindings }: GpuStage, places: readonly Place[]): string {
  const source = typeof body === 'string' ? body : body();
  return arrays.reduce((text, { name, components }, i) => {
    const place = places[i]!;
    const first = (bindings[i]!.offset ?? 0) / 4 / components;
    return redirect(text, name, (index) => {
      const at = first === 0 ? index : `${first} + (${index})`;
      if (place.components === components) return `${place.name}[${at}]`;
      return `${place.name}[(${at}) >> 2u][(${at}) & 3]`;
    });
  }, source);
}

/** Rewrites every `name[index]`, also inside of an index. */
function redirect(text: string, name: string, access: (index: string) => string): string {
  const found = new RegExp(`(?<![\\w.])${name}\\[`).exec(text);
  if (!found) return text;
  const begin = found.index + found[0].length;
  const end = closingBracket(text, begin);
  const index = redirect(text.slice(begin, end), name, access);
  return text.slice(0, found.index) + access(index) + redirect(text.slice(end + 1), name, access);
}

/** Where the bracket closes that was opened before `begin`. */
function closingBracket(text: string, begin: number): number {
  let open = 1;
  for (let i = begin; i < text.length; i++) {
    if (text[i] === '[') open++;
    if (text[i] === ']') open--;
    if (open === 0) return i;
  }
  throw new Error('A bracket is not closed.');
}
