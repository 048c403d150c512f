/** WGSL of the arena update: `squares` and `norm` find the clip factor, `update` applies the optimizer's rule. */
import type { Optimizer } from '../optimizers/optimizer';
import { softThresholdWgsl } from '../regularizers/softThreshold';

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
 * Bindings in order: parameters, gradients, groups, partials, the optimizer's slots, the EMA if there is one; then the
 * uniform block. `squares` runs in `groups` workgroups and leaves the sum of each of its threads, so that only `norm`, a
 * single workgroup, needs a barrier (slow on software adapters). partials[0] is the norm, [1] the clip factor (−1: not
 * finite, leave everything as it is).
 */
export function updateShaders(
  { slots, wgsl }: Optimizer,
  { ema, groups, running }: { ema: boolean; groups: number; running: boolean },
): { code: string; storageBuffers: number } {
  const names = slots.map((_, i) => `slot${i}`);
  const storage = ['parameters', 'gradients', ...names, ...(ema ? ['averages'] : [])];
  const arenas = [
    'var<storage, read_write> parameters: array<vec4f>;',
    'var<storage, read_write> gradients: array<vec4f>;',
    'var<storage, read_write> groups: array<vec4f>;',
    'var<storage, read_write> partials: array<f32>;',
    ...names.map((name) => `var<storage, read_write> ${name}: array<vec4f>;`),
    ...(ema ? ['var<storage, read_write> averages: array<vec4f>;'] : []),
    'var<uniform> uniforms: Uniforms;',
  ];
  const isRunning = running ? 'groups[i / 16u].w > 0.0' : 'false';
  const code = /* wgsl */ `
struct Uniforms { rate: f32, scale: f32, clipNorm: f32, clipValue: f32, emaDecay: f32, emaRest: f32, k: array<vec4f, 2> }
${arenas.map((line, binding) => `@group(0) @binding(${binding}) ${line}`).join('\n')}

// Non-finite values are found by their bits: shader compilers may assume that no value is NaN or infinite.
const EXPONENT = vec4u(0x7f800000u);

// The next value of a running statistic stands in place of its gradient.
fn gradient(i: u32, running: bool) -> vec4f {
  let mean = gradients[i] * uniforms.scale;
  if (uniforms.clipValue == 0.0 || running) { return mean; }
  // A clamp would hide what is not a number.
  let isNan = (bitcast<vec4u>(mean) & vec4u(0x7fffffffu)) > EXPONENT;
  return select(clamp(mean, vec4f(-uniforms.clipValue), vec4f(uniforms.clipValue)), mean, isNan);
}

@compute @workgroup_size(${WORKGROUP})
fn squares(@builtin(global_invocation_id) id: vec3u) {
  var sum = vec4f(0.0);
  for (var i = id.x; i < arrayLength(&gradients); i += ${WORKGROUP * groups}u) {
    let running = ${isRunning};
    let g = gradient(i, running);
    sum += select(g * g, select(vec4f(0.0), g, (bitcast<vec4u>(g) & EXPONENT) == EXPONENT), running);
  }
  partials[2u + id.x] = sum.x + sum.y + sum.z + sum.w;
}

var<workgroup> sums: array<f32, ${WORKGROUP}>;

@compute @workgroup_size(${WORKGROUP})
fn norm(@builtin(local_invocation_index) lane: u32) {
  var part = 0.0;
  for (var i = 0u; i < ${groups}u; i++) { part += partials[2u + i * ${WORKGROUP}u + lane]; }
  sums[lane] = part;
  workgroupBarrier();
  if (lane > 0u) { return; }
  var total = 0.0;
  for (var i = 0u; i < ${WORKGROUP}u; i++) { total += sums[i]; }
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
  if (i >= arrayLength(&parameters) || clip < 0.0) { return; }
  let own = groups[i / 16u];
  let rate = uniforms.rate * own.x;
  let decay = own.y;
  let k0 = uniforms.k[0].x; let k1 = uniforms.k[0].y; let k2 = uniforms.k[0].z; let k3 = uniforms.k[0].w;
  let k4 = uniforms.k[1].x; let k5 = uniforms.k[1].y; let k6 = uniforms.k[1].z; let k7 = uniforms.k[1].w;
  let running = ${isRunning};
  let g = gradient(i, running) * select(clip, 1.0, running);
  var p = parameters[i];
  if (running) { p = g; parameters[i] = p; }
  ${names.map((name, s) => `var s${s} = ${name}[i];`).join(' ')}
  if (own.x > 0.0) {
    ${wgsl}
    if (own.z > 0.0) { p = ${softThresholdWgsl('p', 'rate * own.z')}; }
    parameters[i] = p;
    ${names.map((name, s) => `${name}[i] = s${s};`).join(' ')}
  }
  ${ema ? 'averages[i] = uniforms.emaDecay * averages[i] + uniforms.emaRest * p;' : ''}
}`;
  return { code, storageBuffers: storage.length + 2 };
}
