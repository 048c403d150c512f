/** The sample datasets that come with Anneal: `public/samples/samples.json`, the list that the page offers too. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AnnealError } from '../protocol/errors';
import { samplesSchema } from '../protocol/samples';
import { samplesFolder } from './ownFiles';
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
  const folder = samplesFolder();
  const samples = samplesSchema.parse(JSON.parse(await readFile(join(folder, 'samples.json'), 'utf8')));
  const sample = samples.find((candidate) => candidate.name === name);
  if (!sample) {
    const known = samples.map((candidate) => candidate.name);
    throw new AnnealError('usage', `There is no sample "${name}".`, {
      received: name,
      remedy: nearestOf(name, known),
    });
  }
  return { path: join(folder, sample.file), task: sample.task, preset: sample.preset };
}
