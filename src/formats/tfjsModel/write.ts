/**
 * The files of a layers model of TensorFlow.js: `model.json`, with the layers as Keras writes them and a list of the weights,
 * and `weights.bin`. What is not said of a layer, such as how its weights begin, is as Keras has it by default.
 */
import type { JsonObject } from '../../protocol/json';
import { joinBytes } from '../joinBytes';
import { writeZip } from '../zip/zip';
import type { KerasLayer, KerasModel } from './kerasModel';

const weightsFile = 'weights.bin';

export interface LayersModelFiles {
  /** The content of `model.json`. */
  json: JsonObject;
  /** float32, little-endian, in the order of the manifest. */
  weights: Uint8Array<ArrayBuffer>;
}

/** https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/io/types.ts, `ModelJSON`. */
export function layersModelFiles({ name, layers, output, metadata }: KerasModel): LayersModelFiles {
  const weights = layers.flatMap((layer) =>
    layer.weights.map((weight) => ({ ...weight, name: `${layer.name}/${weight.name}` })),
  );
  const config: JsonObject = {
    name,
    layers: layers.map(layerJson),
    input_layers: [[layers[0]!.name, 0, 0]],
    output_layers: [[output, 0, 0]],
  };
  return {
    json: {
      format: 'layers-model',
      generatedBy: 'Anneal',
      convertedBy: null,
      modelTopology: {
        class_name: 'Functional',
        config,
        keras_version: 'tfjs-layers 4.22.0',
        backend: 'tensor_flow.js',
      },
      weightsManifest: [
        {
          paths: [weightsFile],
          weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
        },
      ],
      userDefinedMetadata: metadata,
    },
    weights: joinBytes(weights.map(({ data }) => littleEndian(data))),
  };
}

/** Both files in one zip; `tf.loadLayersModel` takes the address of the unpacked `model.json`. */
export function writeLayersModel(model: KerasModel): Uint8Array<ArrayBuffer> {
  const { json, weights } = layersModelFiles(model);
  const text = new TextEncoder().encode(`${JSON.stringify(json, null, 1)}\n`);
  return writeZip([
    { name: 'model.json', bytes: text },
    { name: weightsFile, bytes: weights },
  ]);
}

function layerJson({ className, name, config, inputs }: KerasLayer): JsonObject {
  return {
    class_name: className,
    name,
    config: { name, ...config },
    inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
  };
}

function littleEndian(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  return new Uint8Array(view.buffer);
}
