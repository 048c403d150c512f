/** Names of options as people write them. What is not listed is its name in words. */
import { nameInWords } from './formFields';

const names: Record<string, string> = {
  sgd: 'SGD',
  adam: 'Adam',
  adamw: 'AdamW',
  rmsprop: 'RMSprop',
  adagrad: 'Adagrad',
  mse: 'MSE',
  mae: 'MAE',
  huber: 'Huber',
  gelu: 'GELU',
  geluTanh: 'GELU (tanh)',
  relu: 'ReLU',
  silu: 'SiLU',
  zscore: 'z-score',
  medianIqr: 'Median and IQR',
  oneCycle: 'One cycle',
  multiStep: 'Multi-step',
  plateau: 'Reduce on plateau',
  auto: 'Choose for me',
  min: 'smallest',
  max: 'largest',
};

export function optionName(option: string): string {
  return names[option] ?? nameInWords(option);
}
