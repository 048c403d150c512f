/** WGSL of the arena update: `squares` and `norm` find the clip factor, `update` applies the optimizer's rule. */
import type { Optimizer } from '../optimizers/optimizer';
import { softThresholdWgsl } from '../regularizers/softThreshold';
import { ALIGNMENT } from './layout';

/** Threads in a workgroup. */
export const WORKGROUP = 64;

/** Adds a micro-batch's gradients to the sum. */
export const accumulateShader = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> total: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> addend: array<vec4f>;

@compute @workgroup_size(${WORKGROUP})
fn accumulate(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * ${WORKGROUP}u;
  if (i < arrayLength(&total)) { total[i] = total[i] + addend[i]; }
}`;

/**
 * Threads of `norm`. Where it adds everything up alone, few: on a software adapter a barrier costs as much for each of them
 * as a dozen additions.
 */
const normThreads = (sumGroups: number) => (sumGroups === 1 ? 16 : WORKGROUP);

/** What the source is written for: arenas of `length` values, and what some parameter or the configuration asks for. */
export interface UpdateVariant {
  length: number;
  /** Workgroups of `squares`; 1 where `norm` adds everything up alone. */
  sumGroups: number;
  ema: boolean;
  running: boolean;
  frozen: boolean;
  proximal: boolean;
  clipValue: boolean;
}

/**
 * Bindings in order: parameters, gradients, groups, partials, the optimizer's slots, the EMA if there is one; then the
 * uniform block. `squares` leaves the sum of each of its threads, so that only `norm`, a single workgroup, needs a barrier
 * (slow on software adapters). partials[0] is the norm, [1] the clip factor (−1: not finite, leave everything as it is).
 */
export function updateShaders(
  { slots, wgsl }: Optimizer,
  { length, sumGroups, ema, running, frozen, proximal, clipValue }: UpdateVariant,
): { code: string; storageBuffers: number } {
  const names = slots.map((_, i) => `slot${i}`);
  const vectors = length / 4;
  const lanes = normThreads(sumGroups);
  const arena = `array<vec4f, ${vectors}>`;
  // With their lengths: an index is then checked against a number, not against a division.
  const arenas = [
    `var<storage, read_write> parameters: ${arena};`,
    `var<storage, read_write> gradients: ${arena};`,
    `var<storage, read_write> groups: array<vec4f, ${length / ALIGNMENT}>;`,
    `var<storage, read_write> partials: array<f32, ${partialCount(sumGroups)}>;`,
    ...names.map((name) => `var<storage, read_write> ${name}: ${arena};`),
    ...(ema ? [`var<storage, read_write> averages: ${arena};`] : []),
  ];
  const isRunning = `groups[i / ${ALIGNMENT / 4}u].w > 0.0`;
  // The next value of a running statistic stands in place of its gradient. A clamp would hide what is not a number.
  const clamped = `${running ? `if (${isRunning}) { return mean; }` : ''}
  let isNan = (bitcast<vec4u>(mean) & vec4u(0x7fffffffu)) > EXPONENT;
  return select(clamp(mean, vec4f(-uniforms.clipValue), vec4f(uniforms.clipValue)), mean, isNan);`;
  const code = /* wgsl */ `
struct Uniforms { rate: f32, scale: f32, clipNorm: f32, clipValue: f32, emaDecay: f32, emaRest: f32, k: array<vec4f, 2> }
${[...arenas, 'var<uniform> uniforms: Uniforms;'].map((line, binding) => `@group(0) @binding(${binding}) ${line}`).join('\n')}

// Non-finite values are found by their bits: shader compilers may assume that no value is NaN or infinite.
const EXPONENT = vec4u(0x7f800000u);

fn gradient(i: u32) -> vec4f {
  let mean = gradients[i] * uniforms.scale;
  ${clipValue ? clamped : 'return mean;'}
}

fn squaresFrom(first: u32) -> f32 {
  var sum = vec4f(0.0);
  for (var i = first; i < ${vectors}u; i += ${sumGroups === 1 ? lanes : WORKGROUP * sumGroups}u) {
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

@compute @workgroup_size(${WORKGROUP})
fn squares(@builtin(global_invocation_id) id: vec3u) {
  partials[2u + id.x] = squaresFrom(id.x);
}

var<workgroup> sums: array<f32, ${lanes}>;

@compute @workgroup_size(${lanes})
fn norm(@builtin(local_invocation_index) lane: u32) {
  ${
    sumGroups === 1
      ? 'sums[lane] = squaresFrom(lane);'
      : `var part = 0.0;
  for (var i = 0u; i < ${sumGroups}u; i++) { part += partials[2u + i * ${WORKGROUP}u + lane]; }
  sums[lane] = part;`
  }
  workgroupBarrier();
  if (lane > 0u) { return; }
  var total = 0.0;
  for (var i = 0u; i < ${lanes}u; i++) { total += sums[i]; }
  let length = sqrt(total);
  partials[0] = length;
  var clip = 1.0;
  if (uniforms.clipNorm > 0.0) { clip = min(1.0, uniforms.clipNorm / (length + 1e-6)); }
  if ((bitcast<u32>(total) & EXPONENT.x) == EXPONENT.x) { clip = -1.0; }
  partials[1] = clip;
}

@compute @workgroup_size(${WORKGROUP})
fn update(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = id.x + id.y * workgroups.x * ${WORKGROUP}u;
  let clip = partials[1];
  if (i >= ${vectors}u || clip < 0.0) { return; }
  let own = groups[i / ${ALIGNMENT / 4}u];
  let rate = uniforms.rate * own.x;
  let decay = own.y;
  let k0 = uniforms.k[0].x; let k1 = uniforms.k[0].y; let k2 = uniforms.k[0].z; let k3 = uniforms.k[0].w;
  let k4 = uniforms.k[1].x; let k5 = uniforms.k[1].y; let k6 = uniforms.k[1].z; let k7 = uniforms.k[1].w;
  let unclipped = gradient(i);
  let g = unclipped * clip;
  var p = parameters[i];
  ${running ? 'if (own.w > 0.0) { p = unclipped; parameters[i] = p; }' : ''}
  ${names.map((name, s) => `var s${s} = ${name}[i];`).join(' ')}
  ${frozen ? 'if (own.x > 0.0)' : ''} {
    ${wgsl}
    ${proximal ? `if (own.z > 0.0) { p = ${softThresholdWgsl('p', 'rate * own.z')}; }` : ''}
    parameters[i] = p;
    ${names.map((name, s) => `${name}[i] = s${s};`).join(' ')}
  }
  ${ema ? 'averages[i] = uniforms.emaDecay * averages[i] + uniforms.emaRest * p;' : ''}
}`;
  return { code, storageBuffers: arenas.length };
}

/** Norm and clip factor, then the sums of the threads of `squares`. */
export function partialCount(sumGroups: number): number {
  return 2 + (sumGroups === 1 ? 0 : WORKGROUP * sumGroups);
}
