/** Recordings of neurons from one or more sessions: rates from what was shown and done. */
import type { DescribedDataset } from '../../protocol/datasets';
import type { TaskDescription } from '../description';
import { neuronsConfigSchema, neuronsPresets } from './config';
import { countBins, looksLikeSessions } from './data/sessionArrays';
import { sessionWarnings, suggestedSettings } from './data/suggestion';
import { neuronMetricInfos } from './metrics/metricInfos';
import { neuronOptionsSchema } from './predictions/options';

export const neurons: TaskDescription = {
  title: 'Neural recordings',
  reading: 'Recordings',
  example: { one: 'sample', many: 'samples' },
  schema: neuronsConfigSchema,
  presets: neuronsPresets,
  keptByPresets: [],
  readForeign: async (files) => (await import('./visionCoreConfig')).readVisionCore(files),
  grows: true,
  shared: ['frontend*', 'convnet*', 'modulator*', 'recurrent*'],
  optionNames: {
    learnableTemporal: 'Learned filters',
    temporalBasis: 'Raised cosines',
    da: 'Dynamical adaptation',
    film: 'FiLM',
    pc: 'Predictive coding',
    convgru: 'ConvGRU',
    resnet: 'ResNet',
    densenet: 'DenseNet',
    grn: 'GRN',
    rms: 'RMS',
    elu: 'ELU',
    relu: 'ReLU',
    gelu: 'GELU',
    silu: 'SiLU',
    leakyRelu: 'Leaky ReLU',
    splitrelu: 'Split ReLU',
    aablur: 'Blur',
    byDataset: 'By dataset',
    visualAndQc: 'Visual and QC',
    qc: 'QC',
  },
  suggest({ arrays }) {
    if (!looksLikeSessions(arrays)) return null;
    return { fit: 'certain', preset: 'sharedCore', settings: suggestedSettings(arrays) };
  },
  countExamples: ({ arrays }: DescribedDataset) => countBins(arrays),
  warnings: sessionWarnings,
  ignoredWarnings: ['constant-column', 'outliers', 'many-categories', 'identifiers'],
  metricInfos: (_config, names) => {
    const sessions = names.flatMap((name) => (name.startsWith('bps/') ? [name.slice('bps/'.length)] : []));
    const infos = neuronMetricInfos(sessions, { auxiliary: true, drawn: true, repeats: true });
    return infos.filter(({ name }) => names.includes(name));
  },
  keras: () => ({ lacking: 'a readout of its own for each session' }),
  predictionFormats: [
    { ending: 'csv', title: 'CSV', about: 'a line for each unit: bits per spike, correlation, rates' },
    {
      ending: 'npz',
      title: 'NPZ',
      about: 'rates and counts of each session, [samples, units], with their bins and split',
    },
  ],
  predictionOptions: neuronOptionsSchema,
};
