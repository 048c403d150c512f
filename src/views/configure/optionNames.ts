/** Names of options as people write them. What is not listed is its name in words. */
import { describedTask, taskKinds } from '../../tasks/runConfig';
import { nameInWords } from './formFields';

/** Of what every task has; a task names its own options in its description. */
const shared: Record<string, string> = {
  sgd: 'SGD',
  adam: 'Adam',
  adamw: 'AdamW',
  rmsprop: 'RMSprop',
  adagrad: 'Adagrad',
  gelu: 'GELU',
  geluTanh: 'GELU (tanh)',
  relu: 'ReLU',
  silu: 'SiLU',
  oneCycle: 'One cycle',
  oneCycles: 'One cycle, repeated',
  multiStep: 'Multi-step',
  plateau: 'Reduce on plateau',
  l1: 'L1',
  l2: 'L2',
  groupLasso: 'Group lasso',
  ortho: 'Orthogonality',
  laplacian: 'Laplacian',
  proximalL1: 'Proximal L1',
  proximalClamp: 'Clamp to ± λ',
  proximalClampPositive: 'Clamp to 0 … λ',
  proximalClampMin: 'Clamp to ≥ λ',
  linearRamp: 'Linear ramp',
  linearDecay: 'Linear decay',
  warmup: 'Warm-up',
  auto: 'Auto',
};

const names = new Map(
  [shared, ...taskKinds.map((kind) => describedTask(kind).optionNames ?? {})].flatMap(Object.entries),
);

export function optionName(option: string): string {
  return names.get(option) ?? nameInWords(option);
}
