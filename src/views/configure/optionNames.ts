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
  unet: 'U-Net',
  resUnet: 'Residual U-Net',
  default_segmentation: '0.7 Dice + 0.3 cross-entropy',
  focal_segmentation: '0.6 Dice + 0.4 focal',
  balanced_segmentation: '0.5 Dice + 0.5 cross-entropy',
  dice_focused: '0.8 Dice (squared) + 0.2 cross-entropy',
  jaccard_based: '0.7 Jaccard + 0.3 cross-entropy',
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
