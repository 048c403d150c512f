/** The sample datasets that come with Anneal: `public/samples/samples.json`, the list that the page offers too. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AnnealError } from '../protocol/errors';
import { samplesSchema } from '../protocol/samples';
import { nearestOf } from './usage';

export interface Sample {
  /** Where the file lies. */
  path: string;
  task: string;
  /** The preset that the page trains it with. */
  preset: string;
}

/** @throws usage naming the nearest sample. */
export async function sampleNamed(name: string): Promise<Sample> {
  const folder = new URL('../../public/samples/', import.meta.url);
  const samples = samplesSchema.parse(JSON.parse(await readFile(new URL('samples.json', folder), 'utf8')));
  const sample = samples.find((candidate) => candidate.name === name);
  if (!sample) {
    const known = samples.map((candidate) => candidate.name);
    throw new AnnealError('usage', `There is no sample "${name}".`, {
      received: name,
      remedy: nearestOf(name, known),
    });
  }
  return { path: fileURLToPath(new URL(sample.file, folder)), task: sample.task, preset: sample.preset };
}
