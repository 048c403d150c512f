/** Answers the driver's requests inside a worker: opens one contender, prepares problems, times runs. */
import { createProblem } from '../problems/catalogue';
import type { Contender, Program } from './contender';
import { type ContenderSpec, contenders } from './contenders';
import { assertHealthy, counts, installWatch } from './gpuWatch';
import { type Measurement, type Prepared, type Reply, type Request, requestSchema } from './protocol';

/** A worker's connection to the driver, in the browser or in Node. */
export interface Port {
  onRequest(listener: (request: unknown) => void): void;
  reply(reply: Reply): void;
}

export function serve(port: Port, open: (spec: ContenderSpec) => Promise<Contender>): void {
  let contender: Contender | null = null;
  let program: Program | null = null;

  async function answer(request: Request): Promise<unknown> {
    switch (request.do) {
      case 'open': {
        const spec = contenders[request.contender];
        if (spec.backend === 'webgpu') installWatch();
        contender = await open(spec);
        return { device: contender.device };
      }
      case 'prepare': {
        if (!contender) throw new Error('The contender is not open.');
        program = await contender.prepare(createProblem(request.problem));
        return firstSteps(program);
      }
      case 'run': {
        if (!program) throw new Error('No problem is prepared.');
        return measure(program, request.steps);
      }
    }
  }

  port.onRequest(async (request) => {
    try {
      port.reply({ ok: true, result: await answer(requestSchema.parse(request)) });
    } catch (error) {
      port.reply({ ok: false, message: error instanceof Error ? error.message : String(error) });
    }
  });
}

/** The first step compiles. */
async function firstSteps(program: Program): Promise<Prepared> {
  program.step();
  const first = await program.value();
  const started = performance.now();
  program.step();
  const second = await program.value();
  await program.finish();
  assertHealthy();
  return { values: [first, second], milliseconds: performance.now() - started };
}

async function measure(program: Program, steps: number): Promise<Measurement> {
  await program.finish();
  Object.assign(counts, { dispatches: 0, submits: 0 });
  const started = performance.now();
  for (let i = 0; i < steps; i++) program.step();
  program.submit();
  const queued = performance.now();
  await program.finish();
  const finished = performance.now();
  assertHealthy();
  return {
    milliseconds: (finished - started) / steps,
    scriptMilliseconds: (queued - started) / steps,
    dispatches: counts.dispatches / steps,
    submits: counts.submits / steps,
  };
}
