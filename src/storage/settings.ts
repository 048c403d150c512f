/** What the page remembers of its user and the machine: theme, last place, backend, workers, tiles. Damaged settings fall back to the defaults. */
import { get } from 'idb-keyval';
import { z } from 'zod';
import { tileChoicesSchema } from '../engine/kernels/program/tileChoice';
import { alertSettingsSchema } from '../protocol/alerts';
import { backendPreferenceSchema } from '../protocol/commands';
import { logFormatSchema } from '../protocol/logging';
import { openStore, transact } from './database';

const key = 'studio';

const settingsSchema = z.object({
  version: z.literal(1).default(1),
  theme: z.enum(['system', 'light', 'dark']).catch('system').default('system'),
  /** Address within the page, for example `/train/3f…`; null on a first visit. */
  lastPlace: z.string().nullable().catch(null).default(null),
  backend: backendPreferenceSchema.catch('auto').default('auto'),
  /** Runs that train on the cores at once; null for as many as leave one core free. */
  workers: z.number().int().min(1).max(64).nullable().catch(null).default(null),
  /** What the reader wants to be told of while runs train. */
  alerts: alertSettingsSchema.catch(alertSettingsSchema.parse({})).default(alertSettingsSchema.parse({})),
  /** Programs for which runs are logged to the folder that was chosen. */
  logFormats: z.array(logFormatSchema).catch(['tensorboard']).default(['tensorboard']),
  /** The MLflow server that runs are logged to, as the reader wrote it; null for none. */
  mlflow: z.string().nullable().catch(null).default(null),
  /** What was measured on the GPUs of this machine. */
  tiles: z.array(tileChoicesSchema).catch([]).default([]),
});
export type Settings = z.infer<typeof settingsSchema>;

export async function readSettings(): Promise<Settings> {
  return parse(await get(key, openStore('settings')));
}

/** Changes some settings and leaves the others, also those that another tab has just changed. */
export async function saveSettings(change: Partial<Omit<Settings, 'version'>>): Promise<void> {
  const write = (transaction: IDBTransaction) => {
    const store = transaction.objectStore('settings');
    const request: IDBRequest<unknown> = store.get(key);
    request.onsuccess = () => store.put({ ...parse(request.result), ...change }, key);
  };
  await transact(['settings'], write, 'save the settings');
}

function parse(stored: unknown): Settings {
  const parsed = settingsSchema.safeParse(stored);
  return parsed.success ? parsed.data : settingsSchema.parse({});
}
