/** What this machine can train on, and which of it is wanted. */
import { hasHardwareAdapter } from '../engine/adapter';
import type { BackendPreference } from '../protocol/commands';
import { saveSettings } from '../storage/settings';
import { notifyFailure } from './notices';
import { studio } from './studio';
import { trainClient } from './trainClient';
import { trainingPool } from './trainingPool';

let probing: Promise<void> | null = null;

/** Asks the worker once what works here. */
export function probeBackends(): Promise<void> {
  probing ??= trainClient.probe().then(
    (backends) => studio.setState({ backends }),
    (thrown: unknown) => {
      probing = null;
      notifyFailure('Could not find out what this machine offers', thrown);
    },
  );
  return probing;
}

let looking: Promise<void> | null = null;

/** Milliseconds after which a driver that does not answer counts as none. */
const GPU_ANSWERS_WITHIN = 5000;

/** Looks once whether there is a GPU. No worker is started for it: a first visit trains nothing yet. */
export function lookForGpu(): Promise<void> {
  looking ??= Promise.race([hasHardwareAdapter(), silence()]).then(
    (gpu) => studio.setState({ gpu }),
    () => studio.setState({ gpu: false }),
  );
  return looking;
}

function silence(): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, GPU_ANSWERS_WITHIN, false));
}

/** Whether the next run trains on a GPU; taken to be so while nobody has looked. */
export function trainsOnGpu(): boolean {
  const { backends, gpu, backendPreference } = studio.getState();
  if (backendPreference !== 'auto') return backendPreference === 'webgpu';
  return backends ? backends.automatic.name === 'webgpu' : gpu !== false;
}

/** Chooses how many runs train on the cores at once, and remembers it. */
export async function chooseWorkers(workers: number | null): Promise<void> {
  studio.setState({ workers });
  trainingPool.review();
  try {
    await saveSettings({ workers });
  } catch (thrown) {
    notifyFailure('Could not keep the choice', thrown);
  }
}

/** Chooses where the next run trains, and remembers it. */
export async function chooseBackend(backend: BackendPreference): Promise<void> {
  studio.setState({ backendPreference: backend });
  try {
    await saveSettings({ backend });
  } catch (thrown) {
    notifyFailure('Could not keep the choice', thrown);
  }
}
