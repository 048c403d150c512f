/**
 * Puts neighbouring small dispatches of a recording into one: a single workgroup runs them one after the other, with a
 * barrier between, which costs a microsecond where a dispatch costs twenty. For small models, whose steps are made of
 * such dispatches.
 */
import { type GpuStage, stageOf } from '../kernels/program/gpuStage';
import { fusedThreads } from '../kernels/program/tileChoice';
import type { Command, Dispatch } from './commands';
import { fusedSource, type Place, type PlacedStage } from './fusedSource';

type Places = ReadonlyMap<GPUBuffer, Place>;

/** A dispatch and what it computes. */
interface Member {
  dispatch: Dispatch;
  stage: GpuStage;
}

/**
 * Only dispatches that keep no more than one workgroup busy take part, so that little is lost by it. Each thread computes
 * what it would have computed, in the same order, and so has the same bits.
 * @returns what to play instead of the commands.
 */
export function fuse(device: GPUDevice, commands: readonly Command[]): readonly Command[] {
  const threads = fusedThreads();
  if (threads === 0) return commands;
  const { maxStorageBuffersPerShaderStage, maxStorageBufferBindingSize } = device.limits;
  const result: Command[] = [];
  let members: Member[] = [];
  let places: Places = new Map();
  function finish(): void {
    if (members.length > 1) result.push(fusedDispatch(device, members, places, threads));
    else result.push(...members.map(({ dispatch }) => dispatch));
    members = [];
    places = new Map();
  }
  /** @returns whether it fits in with the others; else nothing has changed. */
  function join(dispatch: Dispatch, stage: GpuStage): boolean {
    const joined = withPlacesOf(places, stage);
    if (!joined || joined.size > maxStorageBuffersPerShaderStage) return false;
    if ([...joined.keys()].some(({ size }) => size > maxStorageBufferBindingSize)) return false;
    members.push({ dispatch, stage });
    places = joined;
    return true;
  }
  for (const command of commands) {
    const stage = command.kind === 'dispatch' ? stageOf(command.bindGroup) : undefined;
    if (command.kind === 'dispatch' && stage?.workgroups === 1) {
      if (join(command, stage)) continue;
      finish();
      if (join(command, stage)) continue;
    } else finish();
    result.push(command);
  }
  finish();
  return result;
}

/**
 * Each buffer is bound once and whole, whatever part of it a stage sees.
 * @returns the places with those of a further stage, or null where two stages see a buffer too differently.
 */
function withPlacesOf(places: Places, { arrays, outputs, bindings }: GpuStage): Places | null {
  const joined = new Map(places);
  for (const [i, { scalar, components }] of arrays.entries()) {
    const { buffer } = bindings[i]!;
    const known = joined.get(buffer);
    const vectors = components === 4 || known?.components === 4;
    if ((known && known.scalar !== scalar) || (vectors && buffer.size % 16 !== 0)) return null;
    joined.set(buffer, {
      name: known?.name ?? `place${joined.size}`,
      scalar,
      components: vectors ? 4 : 1,
      length: buffer.size / 4,
      written: i < outputs || (known?.written ?? false),
    });
  }
  return joined;
}

function fusedDispatch(
  device: GPUDevice,
  members: readonly Member[],
  places: Places,
  threads: number,
): Dispatch {
  const stages = members.map(
    ({ stage }): PlacedStage => ({ stage, places: stage.bindings.map(({ buffer }) => places.get(buffer)!) }),
  );
  const code = fusedSource([...places.values()], stages, threads);
  const pipeline = device.createComputePipeline({
    label: 'AnnealFused',
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }) },
  });
  const entries = [...places.keys()].map((buffer, binding) => ({ binding, resource: { buffer } }));
  const bindGroup = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  return { kind: 'dispatch', pipeline, bindGroup, workgroups: [1, 1, 1] };
}
