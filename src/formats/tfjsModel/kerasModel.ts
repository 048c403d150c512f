/** A network as Keras has it: layers by name, each with those that it takes its inputs from, and their weights. */
import type { JsonObject } from '../../protocol/json';

export interface KerasWeight {
  /** As Keras calls it: `kernel`, `moving_mean`. */
  name: string;
  shape: number[];
  data: Float32Array;
}

export interface KerasLayer {
  /** `Dense`. */
  className: string;
  name: string;
  /** Without the name; keys as Python has them: `use_bias`. */
  config: JsonObject;
  /** Names of layers; none of an input. */
  inputs: string[];
  weights: KerasWeight[];
}

/** One input, the first of the layers, and one output. */
export interface KerasModel {
  name: string;
  layers: KerasLayer[];
  /** Name of the layer. */
  output: string;
  /** What people who load it have to know: `model.getUserDefinedMetadata()`. */
  metadata: JsonObject;
}
