/**
 * From the WGSL of a kernel to a compute pipeline: the declarations around its body, compiled once a device and source.
 * TensorFlow.js would do this too, but declares arrays without their lengths (a load on a software adapter then costs
 * twice as much, since each index is checked against a division) and binds a single output.
 */

export interface ProgramArray {
  name: string;
  /** Of the values in the buffer, whatever the tensor is called. */
  scalar: 'f32' | 'i32';
  /** Values of an element: 1, or 4 for vectors. */
  components: number;
  /** Elements, where the source is for this shape alone; null where it serves all shapes. */
  length: number | null;
}

export interface ProgramSource {
  name: string;
  /** Distinguishes sources of a name: what is written into them besides the arrays. */
  key: string;
  /** The first one is the size of the program. */
  outputs: readonly ProgramArray[];
  inputs: readonly ProgramArray[];
  /** Of a workgroup. */
  threads: number;
  declarations: string;
  body: string | (() => string);
}

export interface Compiled {
  pipeline: GPUComputePipeline;
  /** Whether the source reads lengths, `uniforms.xShape.y` of an input `x`: then the last binding is `shapeBlock`. */
  readsShapes: boolean;
}

const pipelines = new WeakMap<GPUDevice, Map<string, Compiled>>();

/** Bindings in order: outputs, inputs, and the block of shapes if they are read. */
export function pipelineOf(device: GPUDevice, source: ProgramSource): Compiled {
  const { outputs, inputs } = source;
  const bindings = [...outputs, ...inputs].map(({ name, scalar, components, length }, binding) => {
    const access = binding < outputs.length ? 'read_write' : 'read';
    const element = components === 1 ? scalar : `vec${components}<${scalar}>`;
    const array = length === null ? `array<${element}>` : `array<${element}, ${length}>`;
    return `@group(0) @binding(${binding}) var<storage, ${access}> ${name}: ${array};`;
  });
  const id = [source.name, source.key, source.threads, ...bindings].join('\n');
  const known = pipelines.get(device) ?? new Map<string, Compiled>();
  pipelines.set(device, known);
  const compiled = known.get(id) ?? compile(device, source, bindings);
  known.set(id, compiled);
  return compiled;
}

function compile(
  device: GPUDevice,
  { name, outputs, inputs, threads, declarations, body }: ProgramSource,
  bindings: readonly string[],
): Compiled {
  const names = [...outputs, ...inputs].map((array) => array.name);
  const size = outputs[0]?.length ?? null;
  const shapes = [...inputs.map((input) => input.name), 'out'];
  const block = `
struct Shape { x: i32, y: i32, z: i32, w: i32, u: i32, v: i32 }
struct Shapes { ${shapes.map((array) => `@align(16) @size(32) ${array}Shape: Shape,`).join(' ')} size: i32 }
@group(0) @binding(${names.length}) var<uniform> uniforms: Shapes;`;
  const constants = `
struct Sizes { size: i32 }
${size === null ? 'var<private> uniforms: Sizes;' : `const uniforms = Sizes(${size});`}`;
  const main = typeof body === 'string' ? body : body();
  const readsShapes = /uniforms\.\w+Shape/.test(declarations + main);
  const code = /* wgsl */ `
${bindings.join('\n')}
${readsShapes ? block : constants}
var<private> localIndex: u32;
${declarations}
@compute @workgroup_size(${threads})
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) place: vec3u,
  @builtin(num_workgroups) grid: vec3u,
) {
  localIndex = lane;
  ${readsShapes || size !== null ? '' : `uniforms.size = i32(arrayLength(&${names[0]}));`}
  // Whatever no statement names would be missing from the automatic bind group layout.
  ${names.map((array) => `_ = &${array};`).join(' ')} _ = uniforms.size;
  let workgroup = i32(place.x + place.y * grid.x);
  let index = workgroup * ${threads} + i32(lane);
  { ${main} }
}`;
  const pipeline = device.createComputePipeline({
    label: name,
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }) },
  });
  return { pipeline, readsShapes };
}

/** What is bound to a program that reads shapes, as TensorFlow.js takes it: eight i32 for each shape, then the size. */
export function shapeBlock(shapes: readonly number[][], size: number): { type: 'int32'; data: number[] }[] {
  const quads = shapes.flatMap((shape) => {
    const lengths = Array.from({ length: 8 }, (_, axis) => shape[axis] ?? 1);
    return [lengths.slice(0, 4), lengths.slice(4)];
  });
  return [...quads, [size]].map((data) => ({ type: 'int32', data }));
}
