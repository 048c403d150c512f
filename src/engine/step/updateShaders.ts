/**
 * WGSL of the arena update. `squares` and `norm` find the norm of the gradient and the clip factor, `update` applies the
 * optimizer's rule. For a small arena `update` does it all: each of its workgroups finds the norm for itself, which takes
 * less time than to begin another dispatch.
 */
import type { Optimizer } from '../optimizers/optimizer';
import { softThresholdWgsl } from '../optimizers/rules';
import { ALIGNMENT } from './layout';

/** Threads in a workgroup. */
export const WORKGROUP = 64;

/** Adds the sum of the micro-batches before to the gradients of the last. */
export const accumulateShader = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> before: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> gradients: array<vec4f>;

@compute @workgroup_size(${WORKGROUP})
fn accumulate(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * ${WORKGROUP}u;
  if (i < arrayLength(&gradients)) { gradients[i] = before[i] + gradients[i]; }
}`;

/** Workgroups of `update` for a small arena. */
export const SMALL_GROUPS = 2;
/** Threads of each that add the squares up: always so many, for the order in which they are added. */
const SMALL_LANES = 16;

/** What the source is written for: arenas of `length` values, and what some parameter or the configuration asks for. */
export interface UpdateVariant {
  length: number;
  /** Workgroups of `squares`; 0 for a small arena, which has no `squares` and no `norm`. */
  sumGroups: number;
  /** Of a workgroup of a small arena's `update`, 16 or more. */
  smallThreads: number;
  ema: boolean;
  running: boolean;
  frozen: boolean;
  proximal: boolean;
  clipValue: boolean;
  /**
   * Slots, where regularizers act after the update; else 0. What they do to each lies in `groups`, behind the blocks, a
   * vector a slot: `proximalTable.ts`.
   */
  boundSlots: number;
  /**
   * Slots of which some may be absent or count other updates than the rest; 0 where all are alike. Then the scalars of
   * each lie in `groups`, behind all else, `SLOT_VECTORS` a slot: scale of its gradient and 1 where it takes part,
   * then k0 to k7.
   */
  unlikeSlots: number;
}

/** vec4f for each slot. */
export const SLOT_VECTORS = 3;

/**
 * Bindings in order: parameters, gradients, groups, partials, the optimizer's slots, the EMA if there is one; then the
 * uniform block. partials[0] is the norm, [1] the clip factor (−1: not finite, leave everything as it is).
 */
export function updateShaders(
  { slots, wgsl, proximalRate }: Optimizer,
  {
    length,
    sumGroups,
    smallThreads,
    ema,
    running,
    frozen,
    proximal,
    clipValue,
    boundSlots,
    unlikeSlots,
  }: UpdateVariant,
): { code: string; storageBuffers: number } {
  const names = slots.map((_, i) => `slot${i}`);
  const vectors = length / 4;
  const blocks = length / ALIGNMENT;
  const small = sumGroups === 0;
  const lanes = small ? SMALL_LANES : WORKGROUP;
  const arena = `array<vec4f, ${vectors}>`;
  // With their lengths: an index is then checked against a number, not against a division.
  const arenas = [
    `var<storage, read_write> parameters: ${arena};`,
    `var<storage, read_write> gradients: ${arena};`,
    `var<storage, read_write> groups: array<vec4f, ${blocks + boundSlots + SLOT_VECTORS * unlikeSlots}>;`,
    `var<storage, read_write> partials: array<f32, ${partialCount(sumGroups)}>;`,
    ...names.map((name) => `var<storage, read_write> ${name}: ${arena};`),
    ...(ema ? [`var<storage, read_write> averages: ${arena};`] : []),
  ];
  const unlike = unlikeSlots > 0;
  const isRunning = `groups[i >> ${Math.log2(ALIGNMENT / 4)}u].w > 0.0`;
  const k = unlike ? ['groups[slot + 1u]', 'groups[slot + 2u]'] : ['uniforms.k[0]', 'uniforms.k[1]'];
  // The next value of a running statistic stands in place of its gradient. A clamp would hide what is not a number.
  const clamped = `${running ? `if (${isRunning}) { return mean; }` : ''}
  let isNan = (bitcast<vec4u>(mean) & vec4u(0x7fffffffu)) > EXPONENT;
  return select(clamp(mean, vec4f(-uniforms.clipValue), vec4f(uniforms.clipValue)), mean, isNan);`;
  const code = /* wgsl */ `
struct Uniforms { rate: f32, scale: f32, clipNorm: f32, clipValue: f32, emaDecay: f32, emaRest: f32, k: array<vec4f, 2> }
${[...arenas, 'var<uniform> uniforms: Uniforms;'].map((line, binding) => `@group(0) @binding(${binding}) ${line}`).join('\n')}

// Non-finite values are found by their bits: shader compilers may assume that no value is NaN or infinite.
const EXPONENT = vec4u(0x7f800000u);

${
  unlike
    ? `/** Where the scalars of the slot begin. */
fn slotOf(i: u32) -> u32 {
  return ${blocks + boundSlots}u + ${SLOT_VECTORS}u * (u32(abs(groups[i >> ${Math.log2(ALIGNMENT / 4)}u].w)) - 1u);
}
`
    : ''
}
fn gradient(i: u32) -> vec4f {
  let mean = gradients[i] * ${unlike ? 'groups[slotOf(i)].x' : 'uniforms.scale'};
  ${clipValue ? clamped : 'return mean;'}
}

fn squaresFrom(first: u32) -> f32 {
  var sum = vec4f(0.0);
  for (var i = first; i < ${vectors}u; i += ${small ? lanes : lanes * sumGroups}u) {
    let g = gradient(i);
    ${
      running
        ? `let odd = select(vec4f(0.0), g, (bitcast<vec4u>(g) & EXPONENT) == EXPONENT);
    sum += select(g * g, odd, ${isRunning});`
        : 'sum += g * g;'
    }
  }
  return sum.x + sum.y + sum.z + sum.w;
}

var<workgroup> sums: array<f32, ${lanes}>;

/** After a barrier, the norm and the clip factor from the sums. */
fn normAndClip() -> vec2f {
  var total = 0.0;
  for (var i = 0u; i < ${lanes}u; i++) { total += sums[i]; }
  let norm = sqrt(total);
  var clip = 1.0;
  if (uniforms.clipNorm > 0.0) { clip = min(1.0, uniforms.clipNorm / (norm + 1e-6)); }
  if ((bitcast<u32>(total) & EXPONENT.x) == EXPONENT.x) { clip = -1.0; }
  return vec2f(norm, clip);
}
${small ? smallEntryPoint(vectors, smallThreads) : entryPoints(vectors, sumGroups)}

fn updateAt(i: u32, clip: f32) {
  if (clip < 0.0) { return; }
  let own = groups[i >> ${Math.log2(ALIGNMENT / 4)}u];
  let rate = uniforms.rate * own.x;
  let decay = own.y;
  ${unlike ? 'let slot = slotOf(i); if (groups[slot].y == 0.0) { return; }' : ''}
  let k0 = ${k[0]}.x; let k1 = ${k[0]}.y; let k2 = ${k[0]}.z; let k3 = ${k[0]}.w;
  let k4 = ${k[1]}.x; let k5 = ${k[1]}.y; let k6 = ${k[1]}.z; let k7 = ${k[1]}.w;
  let unclipped = gradient(i);
  let g = unclipped * clip;
  var p = parameters[i];
  ${running ? 'if (own.w > 0.0) { p = unclipped; parameters[i] = p; }' : ''}
  ${names.map((name, s) => `var s${s} = ${name}[i];`).join(' ')}
  ${frozen ? 'if (own.x > 0.0)' : ''} {
    ${wgsl}
    ${proximal ? `if (own.z > 0.0) { p = ${softThresholdWgsl('p', 'rate * own.z')}; }` : ''}
    ${boundSlots > 0 ? boundsWgsl(blocks, proximalRate?.wgsl ?? 'rate') : ''}
    parameters[i] = p;
    ${names.map((name, s) => `${name}[i] = s${s};`).join(' ')}
  }
  ${ema ? 'averages[i] = uniforms.emaDecay * averages[i] + uniforms.emaRest * p;' : ''}
}`;
  return { code, storageBuffers: arenas.length };
}

/** What the regularizers do to `p` after the update. */
function boundsWgsl(blocks: number, rate: string): string {
  return /* wgsl */ `
    let bounds = groups[${blocks}u + u32(abs(own.w)) - 1u];
    if (bounds.x > 0.0) { p = ${softThresholdWgsl('p', `bounds.x * ${rate}`)}; }
    p = clamp(p, vec4f(bounds.y), vec4f(bounds.z));`;
}

function smallEntryPoint(vectors: number, threads: number): string {
  return /* wgsl */ `
@compute @workgroup_size(${threads})
fn update(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  if (lane < ${SMALL_LANES}u) { sums[lane] = squaresFrom(lane); }
  workgroupBarrier();
  let found = normAndClip();
  let first = group.x * ${threads}u + lane;
  if (first == 0u) { partials[0] = found.x; }
  for (var i = first; i < ${vectors}u; i += ${threads * SMALL_GROUPS}u) { updateAt(i, found.y); }
}`;
}

/** `squares` leaves the sum of each of its threads, so that only `norm`, a single workgroup, needs a barrier. */
function entryPoints(vectors: number, sumGroups: number): string {
  return /* wgsl */ `
@compute @workgroup_size(${WORKGROUP})
fn squares(@builtin(global_invocation_id) id: vec3u) {
  partials[2u + id.x] = squaresFrom(id.x);
}

@compute @workgroup_size(${WORKGROUP})
fn norm(@builtin(local_invocation_index) lane: u32) {
  var part = 0.0;
  for (var i = 0u; i < ${sumGroups}u; i++) { part += partials[2u + i * ${WORKGROUP}u + lane]; }
  sums[lane] = part;
  workgroupBarrier();
  if (lane > 0u) { return; }
  let found = normAndClip();
  partials[0] = found.x;
  partials[1] = found.y;
}

@compute @workgroup_size(${WORKGROUP})
fn update(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = id.x + id.y * workgroups.x * ${WORKGROUP}u;
  if (i < ${vectors}u) { updateAt(i, partials[1]); }
}`;
}

/** Norm and clip factor, then the sums of the threads of `squares`. */
export function partialCount(sumGroups: number): number {
  return 2 + WORKGROUP * sumGroups;
}
