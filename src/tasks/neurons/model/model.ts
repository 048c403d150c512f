/** The model of a configuration: a core that all sessions share, between the adapters and the readouts of each. */
import * as tf from '@tensorflow/tfjs';
import type { ParameterSpec } from '../../../engine/nn/parameter';
import type { SampleBatch } from '../data/loadedSessions';
import type { RateForm } from '../losses/poisson';
import type { NeuronsModelConfig } from '../modelConfig';
import { adapterStage } from './adapters';
import { convnetStages } from './convnets';
import { frontendStage } from './frontends';
import { historyEncoder } from './history';
import { modulatorStage } from './modulators';
import { baselineParameter, outputRates } from './output';
import { type Readout, readoutOf } from './readouts';
import { recurrentStage } from './recurrent';
import type { FeatureShape, ModelPass, Stage } from './stage';

/** What a session asks of a model. */
export interface ModelSession {
  name: string;
  units: number;
  /** Of its clips; null where the model sees none. */
  clip: FeatureShape | null;
  behaviors: number;
}

export interface ModelOutput {
  /** float32 [batch, units]: rates, or their logarithms. */
  output: tf.Tensor2D;
  /** Losses of the model's own, weighted; null without. */
  auxiliary: tf.Scalar | null;
}

/** A part of the model in its picture. */
export interface GraphPart {
  title: string;
  /** Of its output; null for a readout. */
  shape: FeatureShape | null;
  units: number | null;
  parameters: number;
  /** The session that it belongs to; null in the core. */
  session: string | null;
}

export interface NeuronsModel {
  parameters: ParameterSpec[];
  form: RateForm;
  /** Whether it has losses of its own. */
  hasAuxiliary: boolean;
  graph: GraphPart[];
  /** What the readouts take the last frame of. */
  features: FeatureShape;
  forward(session: string, batch: SampleBatch, pass: Omit<ModelPass, 'behavior' | 'auxiliary'>): ModelOutput;
}

/** Whether a model looks at frames at all: one of a modulator and a readout alone does not. */
export function seesFrames({ adapter, frontend, convnet }: NeuronsModelConfig): boolean {
  return adapter.name !== 'none' || frontend.name !== 'none' || convnet.kind !== 'none';
}

export function buildModel(config: NeuronsModelConfig, sessions: readonly ModelSession[]): NeuronsModel {
  const sees = seesFrames(config);
  const adapters = new Map<string, Stage | null>();
  /** What the core gets, the same from every session; of a model that sees nothing, a single one. */
  let input: FeatureShape = { time: 1, height: 1, width: 1, channels: 1 };
  for (const { name, clip } of sessions) {
    if (!sees || !clip) continue;
    const adapter = adapterStage(config.adapter, name, clip);
    adapters.set(name, adapter);
    input = adapter?.shape ?? clip;
  }
  const core: Stage[] = [];
  const add = (stage: Stage | null) => {
    if (stage) core.push(stage);
  };
  const shape = () => core.at(-1)?.shape ?? input;
  add(sees ? frontendStage(config.frontend, shape()) : null);
  for (const stage of sees ? convnetStages(config.convnet, shape()) : []) add(stage);
  const behaviors = sessions[0]?.behaviors ?? 0;
  add(modulatorStage(config.modulator, shape(), behaviors));
  add(recurrentStage(config.recurrent, shape()));
  const readouts = new Map<string, Readout>();
  const encoders = new Map<string, ReturnType<typeof historyEncoder>>();
  const baselines = new Map<string, ParameterSpec | null>();
  for (const { name, units } of sessions) {
    readouts.set(name, readoutOf(config.readout, name, shape(), units));
    encoders.set(name, historyEncoder(config.historyEncoder, name, units));
    baselines.set(name, baselineParameter(config.baseline, name, units));
  }
  const ofSession = ({ name }: ModelSession) => [
    ...(readouts.get(name)?.parameters ?? []),
    ...(encoders.get(name)?.parameters ?? []),
    ...(baselines.get(name) ? [baselines.get(name)!] : []),
  ];
  const sizeOfAll = (specs: readonly ParameterSpec[]) =>
    specs.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);

  return {
    parameters: [
      ...sessions.flatMap(({ name }) => adapters.get(name)?.parameters ?? []),
      ...core.flatMap(({ parameters }) => parameters),
      ...sessions.flatMap(ofSession),
    ],
    form: config.outputActivation === 'none' ? 'log' : 'rate',
    features: shape(),
    hasAuxiliary: config.modulator.name === 'pc',
    graph: [
      ...sessions.flatMap(({ name }): GraphPart[] => {
        const adapter = adapters.get(name);
        if (!adapter) return [];
        const { title, shape, parameters } = adapter;
        return [{ title, shape, units: null, parameters: sizeOfAll(parameters), session: name }];
      }),
      ...core.map(({ title, shape, parameters }) => ({
        title,
        shape,
        units: null,
        parameters: sizeOfAll(parameters),
        session: null,
      })),
      ...sessions.map((session) => ({
        title: readouts.get(session.name)?.title ?? '',
        shape: null,
        units: session.units,
        parameters: sizeOfAll(ofSession(session)),
        session: session.name,
      })),
    ],
    forward(session, { clips, behavior, history, robs }, pass) {
      const full: ModelPass = { ...pass, behavior, auxiliary: [] };
      // Nothing to see: the modulator gets ones, as VisionCore's modulator-only models do.
      const seen = clips ?? (tf.ones([robs.shape[0], 1, 1, 1, 1]) as tf.Tensor5D);
      const adapted = adapters.get(session)?.apply(seen, full) ?? seen;
      const features = core.reduce((x, stage) => stage.apply(x, full), adapted);
      let output = readouts.get(session)!.read(features, full.parameters);
      const encoder = encoders.get(session);
      if (encoder && history) output = tf.add(output, encoder.encode(history, full.parameters));
      const baseline = baselines.get(session);
      const auxiliary = full.auxiliary.reduce<tf.Scalar | null>(
        (sum, part) => (sum ? tf.add(sum, part) : part),
        null,
      );
      const base = baseline ? (full.parameters[baseline.name] as tf.Tensor1D) : null;
      return { output: outputRates(config, output, base), auxiliary };
    },
  };
}
