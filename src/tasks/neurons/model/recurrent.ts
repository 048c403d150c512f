/** The recurrent part: ConvGRUs over the frames of the features. */
import { convGru, convGruParameters } from '../../../engine/nn/spatiotemporal/convGru';
import type { NeuronsModelConfig } from '../modelConfig';
import type { FeatureShape, Stage } from './stage';

/** null where there is none. */
export function recurrentStage(config: NeuronsModelConfig['recurrent'], input: FeatureShape): Stage | null {
  if (config.name === 'none') return null;
  const { hidden, kernelSize: kernel, layers } = config;
  const layer = { hidden, kernel };
  const names = Array.from({ length: layers }, (_, index) => `recurrent.layer${index}`);
  return {
    name: 'recurrent',
    title: `ConvGRU of ${hidden} channels${layers > 1 ? `, ${layers} layers` : ''}`,
    shape: { ...input, channels: hidden },
    parameters: names.flatMap((name, index) =>
      convGruParameters(layer, name, index === 0 ? input.channels : hidden),
    ),
    apply: (x, { parameters }) =>
      names.reduce((features, name) => convGru(layer, name, features, parameters).sequence, x),
  };
}
