/**
 * What TensorBoard's HParams page shows: the settings of a run, which of its scalars are its metrics, and how it has ended.
 * Messages: tensorboard/plugins/hparams/plugin_data.proto and api.proto; the settings are a map to google.protobuf.Value.
 */
import {
  doubleField,
  doubleOf,
  integerField,
  integerOf,
  messageField,
  protoMessage,
  readFields,
  textField,
  textOf,
} from '../protobuf';
import { pluginValue } from './write';

export type HparamValue = string | number | boolean;

export const HPARAMS_PLUGIN = 'hparams';

export type SessionStatus = 'unknown' | 'success' | 'failure' | 'running';
const statuses: readonly SessionStatus[] = ['unknown', 'success', 'failure', 'running'];

export interface HparamsMetric {
  /** Of its scalars. */
  tag: string;
  title: string;
  of: 'train' | 'validation';
}

/** Which settings there are, and of what type, and which scalars are compared. */
export function experimentValue(
  settings: ReadonlyMap<string, HparamValue>,
  metrics: readonly HparamsMetric[],
  created: number,
): Uint8Array {
  const types = { string: 1, boolean: 2, number: 3 };
  const infos = [...settings].map(([name, value]) =>
    messageField(4, [textField(1, name), integerField(4, types[typeof value as keyof typeof types])]),
  );
  const shown = metrics.map(({ tag, title, of }) =>
    messageField(5, [
      messageField(1, [textField(2, tag)]),
      textField(3, title),
      integerField(5, of === 'train' ? 1 : 2),
    ]),
  );
  const experiment = [doubleField(3, created), ...infos, ...shown];
  return value('experiment', 2, experiment);
}

export function sessionStartValue(
  settings: ReadonlyMap<string, HparamValue>,
  group: string,
  started: number,
): Uint8Array {
  const entries = [...settings].map(([name, value]) =>
    messageField(1, [textField(1, name), messageField(2, [valueField(value)])]),
  );
  return value('session_start_info', 3, [...entries, textField(4, group), doubleField(5, started)]);
}

export function sessionEndValue(status: SessionStatus, ended: number): Uint8Array {
  return value('session_end_info', 4, [integerField(1, statuses.indexOf(status)), doubleField(2, ended)]);
}

function value(name: string, field: number, content: readonly Uint8Array[]): Uint8Array {
  const data = protoMessage([integerField(1, 0), messageField(field, content)]);
  return pluginValue(`_hparams_/${name}`, HPARAMS_PLUGIN, data);
}

/** The oneof of google.protobuf.Value. */
function valueField(value: HparamValue): Uint8Array {
  if (typeof value === 'number') return doubleField(2, value);
  return typeof value === 'string' ? textField(3, value) : integerField(4, value ? 1 : 0);
}

export interface ReadHparams {
  settings: Map<string, HparamValue>;
  status: SessionStatus | null;
}

/**
 * What a value of the plugin adds to what is known of the run; lists and structures among the settings are left out.
 * @throws file-format for what is no message.
 */
export function readHparams(content: Uint8Array, into: ReadHparams): void {
  for (const field of readFields(content)) {
    if (field.number === 3) {
      for (const start of readFields(field.bytes)) {
        if (start.number === 1) readEntry(start.bytes, into.settings);
      }
    }
    if (field.number === 4) {
      into.status = 'unknown';
      for (const end of readFields(field.bytes)) {
        if (end.number === 1) into.status = statuses[integerOf(end)] ?? 'unknown';
      }
    }
  }
}

function readEntry(entry: Uint8Array, settings: Map<string, HparamValue>): void {
  let name = '';
  let value: HparamValue | null = null;
  for (const field of readFields(entry)) {
    if (field.number === 1) name = textOf(field);
    if (field.number !== 2) continue;
    for (const one of readFields(field.bytes)) {
      if (one.number === 2) value = doubleOf(one);
      if (one.number === 3) value = textOf(one);
      if (one.number === 4) value = integerOf(one) !== 0;
    }
  }
  if (value !== null) settings.set(name, value);
}
