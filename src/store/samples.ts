/** The samples that come with the studio: their list, and opening or training one. */
import { AnnealError } from '../protocol/errors';
import { type Sample, samplesSchema } from '../protocol/samples';
import { lookForGpu, trainsOnGpu } from './backends';
import { openDraft } from './drafting';
import { importFiles } from './importing';
import { notifyFailure } from './notices';
import { studio } from './studio';
import { trainDraft } from './training';

const folder = `${import.meta.env.BASE_URL}samples/`;

/** Reads the list of samples. */
export async function loadSamples(): Promise<void> {
  try {
    const json: unknown = await (await fetchFile('samples.json')).json();
    studio.setState({ samples: samplesSchema.parse(json) });
  } catch (thrown) {
    notifyFailure('Could not read the list of samples', thrown);
  }
}

/** Imports a sample and returns the address of its sheet; null after a notice when that failed. */
export async function openSample(name: string): Promise<string | null> {
  const dataset = await importSample(name);
  return dataset && `/data/${dataset.fingerprint}`;
}

/**
 * Imports a sample, trains it with its preset, and returns the address of the run.
 * @param anyway with the preset for a GPU, though there be none.
 */
export async function trainSample(name: string, anyway = false): Promise<string | null> {
  const sample = studio.getState().samples.find((candidate) => candidate.name === name);
  const dataset = await importSample(name);
  if (!sample || !dataset) return null;
  if (sample.withoutGpu) await lookForGpu();
  const { task, preset, withoutGpu } = sample;
  openDraft(dataset, { task, preset: withoutGpu && !anyway && !trainsOnGpu() ? withoutGpu.preset : preset });
  const runId = await trainDraft(dataset.fingerprint);
  return runId && `/train/${runId}`;
}

async function importSample(name: string) {
  const { samples } = studio.getState();
  try {
    const sample = samples.find((candidate) => candidate.name === name) ?? unknownSample(name, samples);
    const response = await fetchFile(sample.file);
    const file = new File([await response.blob()], sample.file);
    return await importFiles({ files: [file] }, { datasetName: sample.title, asks: false });
  } catch (thrown) {
    notifyFailure(`Could not open the sample ${name}`, thrown);
    return null;
  }
}

function unknownSample(name: string, samples: readonly Sample[]): never {
  throw new AnnealError('data-not-found', `There is no sample "${name}".`, {
    place: 'address',
    received: name,
    remedy: `There ${samples.length === 1 ? 'is' : 'are'} ${samples.map((sample) => sample.name).join(', ')}.`,
  });
}

async function fetchFile(name: string): Promise<Response> {
  const response = await fetch(folder + name).catch(() => null);
  if (response?.ok) return response;
  if (!response) {
    throw new AnnealError('data-not-found', `${name} could not be fetched.`, {
      place: folder + name,
      remedy: 'Try again when there is a network; samples that were opened before need none.',
    });
  }
  throw new AnnealError('data-not-found', `The server answered ${response.status} for ${name}.`, {
    place: folder + name,
    remedy: 'Reload the page; if it stays so, this copy of Anneal is incomplete.',
  });
}
