/** The optimizer of a configuration. To add one: its options in `protocol/config.ts`, its rule in a file here, its case below. */
import type { OptimizerConfig } from '../../protocol/config';
import { adagrad } from './adagrad';
import { adam } from './adam';
import type { Optimizer } from './optimizer';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

export function createOptimizer(config: OptimizerConfig): Optimizer {
  switch (config.name) {
    case 'sgd':
      return sgd(config);
    case 'adam':
      return adam(config, 'l2');
    case 'adamw':
      return adam(config, 'decoupled');
    case 'rmsprop':
      return rmsprop(config);
    case 'adagrad':
      return adagrad(config);
  }
}
