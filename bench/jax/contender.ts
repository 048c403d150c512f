/** jax-js (npm `@jax-js/jax`): the whole training step, Adam included, in one `jit`. */
import { blockUntilReady, defaultDevice, init, jit, lax, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import type { Contender, Program } from '../measure/contender';
import type { ContenderSpec } from '../measure/contenders';
import { type Block, isKernel, type KernelProblem, type ModelProblem } from '../problems/problem';
import { type Arrays, modelOf, upload } from './models';

export async function openJax({ backend }: ContenderSpec): Promise<Contender> {
  if (!(await init(backend)).includes(backend)) throw new Error(`jax-js could not start ${backend}.`);
  defaultDevice(backend);
  return {
    device: `jax-js, ${backend}`,
    prepare: async (problem) => (isKernel(problem) ? kernelProgram(problem) : modelProgram(problem)),
  };
}

/** Parameters, moments and the number of steps. */
type State = { parameters: Arrays; first: Arrays; second: Arrays; count: np.Array };

function modelProgram(problem: ModelProblem): Program {
  const { parameters, data, loss } = modelOf(problem);
  const train = jit((state: State, data: Arrays) => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(state.parameters), data);
    return { state: adam(state, gradients), value };
  });
  const zeros = () => tree.map((array: np.Array) => np.zeros(array.shape), parameters);
  let state: State = { parameters, first: zeros(), second: zeros(), count: np.array(0) };
  let last: np.Array | null = null;
  return {
    step() {
      last?.dispose();
      const result = train(state, tree.ref(data));
      state = result.state;
      last = result.value;
    },
    // jax-js hands over each kernel as it goes.
    submit() {},
    async finish() {
      await blockUntilReady(state);
    },
    value: async () => Number((await last?.ref.jsAsync()) ?? Number.NaN),
  };
}

function adam({ parameters, first, second, count }: State, gradients: Arrays): State {
  const next = count.add(1);
  const correct1 = np.subtract(1, np.power(0.9, next.ref));
  const correct2 = np.subtract(1, np.power(0.999, next.ref));
  const updated: State = { parameters: {}, first: {}, second: {}, count: next };
  for (const [name, value] of Object.entries(parameters)) {
    const gradient = gradients[name]!;
    const m = first[name]!.mul(0.9).add(gradient.ref.mul(0.1));
    const v = second[name]!.mul(0.999).add(np.square(gradient).mul(0.001));
    const scale = np.sqrt(v.ref.div(correct2.ref)).add(1e-7);
    updated.parameters[name] = value.sub(m.ref.div(correct1.ref).div(scale).mul(1e-3));
    updated.first[name] = m;
    updated.second[name] = v;
  }
  correct1.dispose();
  correct2.dispose();
  return updated;
}

/** Its two kernels that have a problem: see `jaxKernels` in `measure/contenders.ts`. */
function kernelProgram({ name, inputs }: KernelProblem): Program {
  const [left, right] = Object.values(inputs) as [Block, Block];
  // Images in jax-js are NCHW, kernels OIHW.
  const a = name === 'matmul' ? upload(left) : np.permuteDims(upload(left), [0, 3, 1, 2]);
  const b = name === 'matmul' ? upload(right) : np.permuteDims(upload(right), [3, 2, 0, 1]);
  const run = jit((a: np.Array, b: np.Array) =>
    name === 'matmul' ? np.matmul(a, b) : lax.conv(a, b, [1, 1], 'SAME'),
  );
  let last: np.Array | null = null;
  return {
    step() {
      last?.dispose();
      last = run(a.ref, b.ref);
    },
    submit() {},
    async finish() {
      if (last) await blockUntilReady(last);
    },
    value: async () => Number(last ? await np.mean(np.abs(last.ref)).jsAsync() : Number.NaN),
  };
}
