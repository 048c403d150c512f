/** Whether the network of a configuration can be had as layers of Keras, and why not. */
import type { RunConfig } from '../protocol/config';
import type { KerasForm } from './description';
import { describedTask } from './runConfig';

export function kerasForm(config: RunConfig): KerasForm {
  return describedTask(config.task).keras?.(config) ?? { lacking: 'layers of its own' };
}

/** As a sentence; null where it can. */
export function kerasRefusal(config: RunConfig): string | null {
  const form = kerasForm(config);
  return 'lacking' in form ? `The network has ${form.lacking}, for which TensorFlow.js has no layer.` : null;
}
