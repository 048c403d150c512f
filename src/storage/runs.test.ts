import { set } from 'idb-keyval';
import { beforeEach, describe, expect, it } from 'vitest';
import { noSteps } from '../protocol/steps';
import { listCheckpoints } from './checkpoints';
import { openStore } from './database';
import { readHistory } from './history';
import {
  createRun,
  deleteRuns,
  getRun,
  listRuns,
  purgeDeletedRuns,
  purgeRun,
  restoreRuns,
  updateRun,
  updateRuns,
} from './runs';
import { readSettings, saveSettings } from './settings';
import { clearDatabase, commitAt, newRun } from './storedRun.fixture';

beforeEach(clearDatabase);

describe('runs', () => {
  it('gives every run a name and a colour of its own', async () => {
    const first = await newRun();
    const second = await newRun();
    const third = await newRun('mine');
    expect([first.name, second.name, third.name]).toEqual(['table.csv', 'table.csv 2', 'mine']);
    expect([first.colour, second.colour, third.colour]).toEqual([0, 1, 2]);
    expect(await getRun(second.id)).toEqual(second);
  });

  it('takes name, notes and tags from the experiment', async () => {
    const { config, dataset } = await newRun();
    config.experiment = { name: 'wide', description: '', notes: 'try it', tags: ['a'] };
    expect(await createRun({ config, dataset })).toMatchObject({
      name: 'wide',
      notes: 'try it',
      tags: ['a'],
    });
    expect(await createRun({ config, dataset })).toMatchObject({ name: 'wide 2' });
  });

  it('lists the newest first', async () => {
    const first = await newRun();
    await new Promise((resolve) => setTimeout(resolve, 2));
    const second = await newRun();
    expect((await listRuns()).records.map(({ id }) => id)).toEqual([second.id, first.id]);
  });

  it('changes only what it is told to', async () => {
    const run = await newRun();
    const changed = await updateRun(run.id, { name: 'other', tags: ['x'] });
    expect(changed).toEqual({ ...run, name: 'other', tags: ['x'], updatedAt: changed.updatedAt });
    await expect(updateRun('nobody', { name: 'x' })).rejects.toMatchObject({ code: 'data-not-found' });
  });

  it('changes several at once, each by what it is, or none where one is gone', async () => {
    const [first, second] = [await newRun('a'), await newRun('b')];
    await updateRuns([first.id, second.id], ({ name, tags }) => ({ tags: [...tags, name], pinned: true }));
    expect(await getRun(first.id)).toMatchObject({ tags: ['a'], pinned: true });
    expect(await getRun(second.id)).toMatchObject({ tags: ['b'], pinned: true });
    const all = updateRuns([first.id, 'nobody', second.id], () => ({ archived: true }));
    await expect(all).rejects.toMatchObject({ code: 'data-not-found' });
    expect((await getRun(first.id)).archived).toBeUndefined();
  });

  it('deletes and restores several at once, or none where one is gone', async () => {
    const [first, second] = [await newRun('a'), await newRun('b')];
    await expect(deleteRuns([first.id, 'nobody'])).rejects.toMatchObject({ code: 'data-not-found' });
    expect((await listRuns()).records).toHaveLength(2);
    await deleteRuns([first.id, second.id]);
    expect((await listRuns()).records).toEqual([]);
    await restoreRuns([first.id, second.id]);
    expect((await listRuns()).records).toHaveLength(2);
  });

  it('does not lose one of two changes at the same time', async () => {
    const run = await newRun();
    await Promise.all([updateRun(run.id, { name: 'other' }), updateRun(run.id, { notes: 'seen' })]);
    expect(await getRun(run.id)).toMatchObject({ name: 'other', notes: 'seen' });
  });

  it('hides a deleted run until it is restored', async () => {
    const run = await newRun();
    await deleteRuns([run.id]);
    expect((await listRuns()).records).toEqual([]);
    await expect(getRun(run.id)).rejects.toMatchObject({ code: 'data-not-found' });
    await restoreRuns([run.id]);
    expect((await listRuns()).records).toEqual([run]);
  });

  it('keeps a run deleted when its training saves once more', async () => {
    const run = await newRun();
    await deleteRuns([run.id]);
    await commitAt(run.id, 1, 0);
    expect((await listRuns()).records).toEqual([]);
  });

  it('removes checkpoints and history with the run, and nothing of other runs', async () => {
    const [gone, stays] = [await newRun(), await newRun()];
    await commitAt(gone.id, 2, 0);
    await commitAt(stays.id, 2, 0);
    await deleteRuns([gone.id]);
    expect(await purgeDeletedRuns(new Date(Date.now() - 1000))).toBe(0);
    expect(await purgeDeletedRuns(new Date(Date.now() + 1000))).toBe(1);
    expect((await listCheckpoints(gone.id)).records).toEqual([]);
    expect((await readHistory(gone.id)).steps).toEqual(noSteps);
    expect((await listCheckpoints(stays.id)).records).toHaveLength(1);
    expect((await readHistory(stays.id)).steps.step).toHaveLength(2);
  });

  it('reports a damaged record, lists the others, and can delete it', async () => {
    const run = await newRun();
    await set('odd', { version: 1, id: 'odd', name: 7 }, openStore('records'));
    const { records, problems } = await listRuns();
    expect(records).toEqual([run]);
    expect(problems).toMatchObject([
      { code: 'storage-failed', message: expect.stringContaining('The stored run odd is damaged: name') },
    ]);
    await deleteRuns(['odd']);
    expect((await listRuns()).problems).toEqual([]);
    await purgeRun('odd');
    await expect(restoreRuns(['odd'])).rejects.toMatchObject({ code: 'data-not-found' });
  });
});

describe('settings', () => {
  it('starts with defaults, keeps changes and the settings beside them', async () => {
    expect(await readSettings()).toMatchObject({
      version: 1,
      theme: 'system',
      lastPlace: null,
      backend: 'auto',
      workers: null,
      alerts: { rules: [], onEnd: false, notifications: false, sound: false },
      logFormats: ['tensorboard'],
      tiles: [],
    });
    await saveSettings({ theme: 'dark' });
    await saveSettings({ lastPlace: '/runs' });
    expect(await readSettings()).toMatchObject({
      version: 1,
      theme: 'dark',
      lastPlace: '/runs',
      backend: 'auto',
      workers: null,
      alerts: { rules: [], onEnd: false, notifications: false, sound: false },
      logFormats: ['tensorboard'],
      tiles: [],
    });
  });

  it('falls back to the default of what is damaged only', async () => {
    await set(
      'studio',
      { version: 1, theme: 'purple', lastPlace: '/data', workers: 0 },
      openStore('settings'),
    );
    expect(await readSettings()).toMatchObject({ theme: 'system', lastPlace: '/data', workers: null });
    await set('studio', 'nonsense', openStore('settings'));
    expect(await readSettings()).toMatchObject({ theme: 'system', lastPlace: null });
  });
});
