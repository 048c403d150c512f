/** What loggers tell of a run, the same for all of them: scalars by their names, and settings by their places. */
import type { RunConfig } from '../../protocol/config';
import type { BatchEvent, EpochEvent, FinishedEvent, StartedEvent } from '../../protocol/events';
import type { Json } from '../../protocol/json';

/** In their order; anybody's metric names are keys of a Map and never of an object. */
export type Scalars = Map<string, number>;

/** One optimizer step. */
export interface LoggedStep {
  step: number;
  /** When its numbers were read, in milliseconds since 1970. */
  time: number;
  scalars: Scalars;
}

/** As history.csv and steps.csv have them. */
const channelNames = new Map([
  ['learningRate', 'learning_rate'],
  ['gradientNorm', 'gradient_norm'],
]);

/**
 * Every step that the event is about: its fractional epoch, and loss, learning rate, gradient norm and what else its workload keeps.
 * @param now for steps of which the time is not known.
 */
export function stepsOf({ steps }: BatchEvent, now: Date): LoggedStep[] {
  const channels = Object.entries(steps.channels).map(
    ([name, values]) => [`step/${channelNames.get(name) ?? name}`, values] as const,
  );
  return Array.from(steps.step, (step, index) => {
    const time = steps.time[index] ?? Number.NaN;
    return {
      step,
      time: Number.isNaN(time) ? now.getTime() : time,
      scalars: new Map([
        ...channels.map(([name, values]) => [name, values[index] ?? Number.NaN] as const),
        ['step/epoch', steps.epoch[index]!] as const,
      ]),
    };
  });
}

/** Every metric of training and validation. */
export function epochScalars({ epoch, train, validation, seconds }: EpochEvent): Scalars {
  return new Map([
    ['epoch', epoch],
    ...prefixed('train', train),
    ...prefixed('validation', validation ?? {}),
    ['epoch_seconds', seconds],
  ]);
}

/** Metrics of the test rows; none where nothing was tested. */
export function testScalars({ test }: FinishedEvent): Scalars {
  return new Map(prefixed('test', test ?? {}));
}

function prefixed(prefix: string, metrics: Record<string, number>): [string, number][] {
  return Object.entries(metrics).map(([name, value]) => [`${prefix}/${name}`, value]);
}

/** Scalars of epochs as `epochScalars` will name them, with what people read. */
export function epochMetrics({
  metrics,
}: StartedEvent): { tag: string; title: string; of: 'train' | 'validation' }[] {
  return metrics.flatMap(({ name, title, of }) =>
    (['train', 'validation'] as const)
      .filter((split) => of === 'both' || of === split)
      .map((split) => ({ tag: `${split}/${name}`, title: `${split} ${title}`, of: split })),
  );
}

/**
 * The configuration as a flat list: `training.batchSize` → 64. Lists are JSON text; an empty setting is the text "none", since the
 * others have no word for it.
 */
export function flatSettings(config: RunConfig): Map<string, string | number | boolean> {
  const flat = new Map<string, string | number | boolean>();
  function add(place: string, value: Json | undefined): void {
    if (value === null) flat.set(place, 'none');
    else if (Array.isArray(value)) flat.set(place, JSON.stringify(value));
    else if (typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) add(place === '' ? name : `${place}.${name}`, inner);
    } else if (value !== undefined) flat.set(place, value);
  }
  const { version: _format, experiment: _named, ...settings } = config;
  add('', settings);
  return flat;
}
