/** What a step queues on the device, as a recording keeps it. */

export interface Dispatch {
  kind: 'dispatch';
  pipeline: GPUComputePipeline;
  bindGroup: GPUBindGroup;
  workgroups: [number, number, number];
}

export type CopyArguments = [
  from: GPUBuffer,
  fromOffset: number,
  to: GPUBuffer,
  toOffset: number,
  size: number,
];
export type ClearArguments = [buffer: GPUBuffer, offset?: number, size?: number];

export type Command =
  | Dispatch
  | { kind: 'copy'; arguments: CopyArguments }
  | { kind: 'clear'; arguments: ClearArguments };

/** Queues the commands in their order; neighbouring dispatches share a pass. */
export function encode(commands: readonly Command[], encoder: GPUCommandEncoder): void {
  let pass: GPUComputePassEncoder | null = null;
  let pipeline: GPUComputePipeline | null = null;
  for (const command of commands) {
    if (command.kind === 'dispatch') {
      if (!pass) {
        pass = encoder.beginComputePass();
        pipeline = null;
      }
      if (command.pipeline !== pipeline) pass.setPipeline(command.pipeline);
      pipeline = command.pipeline;
      pass.setBindGroup(0, command.bindGroup);
      pass.dispatchWorkgroups(...command.workgroups);
      continue;
    }
    pass?.end();
    pass = null;
    if (command.kind === 'copy') encoder.copyBufferToBuffer(...command.arguments);
    else encoder.clearBuffer(...command.arguments);
  }
  pass?.end();
}
