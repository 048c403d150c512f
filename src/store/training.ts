/** Starting, pausing, stopping and resuming runs, and taking in what the training workers say about them. */

import { sameJson } from '../config/jsonPath';
import type { BackendPreference } from '../protocol/commands';
import { AnnealError } from '../protocol/errors';
import type { TrainEvent } from '../protocol/events';
import type { JsonObject } from '../protocol/json';
import type { RunRecord } from '../protocol/records';
import { datasetSource } from '../runs/datasetSource';
import { withPageLock } from '../storage/locks';
import { askForPersistence } from '../storage/persistence';
import { recover } from '../storage/recovery';
import { createRun, getRun, updateRun } from '../storage/runs';
import { hearForAlerts } from './alerts';
import { announceEvent, announceRun } from './announceRun';
import { applyEvent } from './applyEvent';
import { predictedBytes } from './asking';
import { probeBackends } from './backends';
import { refreshCheckpoints, takeInCheckpoint } from './checkpointActions';
import { draftConfig, forgetNames, withoutNames } from './drafting';
import { watchHeldRuns } from './heldRuns';
import { tellInterrupted } from './interruptions';
import { emptyLiveRun, isUnderWay, type LiveRun } from './liveRun';
import { loggingNow } from './logging';
import { mlflow, sendWhatWaits } from './mlflow';
import { dismissAbout, notifyFailure } from './notices';
import { seriesOf } from './runSeries';
import { refreshRuns, showRun } from './runs';
import { recordEvent } from './series';
import { studio } from './studio';
import { trainClient } from './trainClient';
import { type Needs, trainingPool } from './trainingPool';

/** Takes in the events of every run; called once, at the start of the page. Returns how to stop. */
export function listenToTraining(): () => void {
  return trainClient.subscribe(takeIn);
}

/**
 * Makes a run of a dataset's draft and trains it.
 * @returns the run's id as soon as it exists, or null after a notice when it cannot be trained.
 */
export async function trainDraft(fingerprint: string): Promise<string | null> {
  const dataset = studio.getState().datasets.find((candidate) => candidate.fingerprint === fingerprint);
  if (!dataset) return null;
  const id = await begin(async () => {
    const config = draftConfig(fingerprint);
    const source = datasetSource(dataset, config);
    return createRun({ config, dataset: { fingerprint, name: dataset.name, source } });
  });
  if (id !== null) forgetNames(fingerprint);
  return id;
}

/**
 * Makes a new run of an earlier one's configuration and trains it from the start; the earlier one stays as it is.
 * @returns the new run's id, or null after a notice.
 */
export function trainAgain({ name, config, dataset }: RunRecord, seed: number): Promise<string | null> {
  return begin(async () => {
    requireDataset(dataset);
    const training = { ...config.training, seed };
    return createRun({ config: { ...withoutNames(config), training }, dataset, name });
  });
}

async function begin(create: () => Promise<RunRecord>): Promise<string | null> {
  try {
    const run = await create();
    showRun(run);
    void train(run);
    return run.id;
  } catch (thrown) {
    notifyFailure('Could not start the training', thrown);
    return null;
  }
}

/** Trains runs that were just made, as the pool has room for them; the first is shown. */
export function trainNewRuns(runs: readonly RunRecord[]): void {
  for (const run of runs) {
    showRun(run);
    void train(run);
  }
  const [first] = runs;
  if (first) studio.setState({ activeRunId: first.id });
}

/** @throws data-not-found where the run's data are not here any more. */
function requireDataset({ fingerprint, name }: RunRecord['dataset']): void {
  if (studio.getState().datasets.some((dataset) => dataset.fingerprint === fingerprint)) return;
  throw new AnnealError('data-not-found', `The data of the run, ${name}, are not here.`, {
    place: name,
    remedy: 'Open their file in Data first; then train on.',
  });
}

export interface Resuming {
  /** A checkpoint's id; the latest one where it is not given. */
  resumeFrom?: string;
  /** Continue an ended run for so many epochs after those of the checkpoint. */
  moreEpochs?: number;
  /** Train there, whatever is chosen for other runs. */
  backend?: BackendPreference;
}

/** Goes on from the latest checkpoint, or from a named one. */
export async function resumeRun(runId: string, how: Resuming = {}): Promise<void> {
  if (isUnderWay(studio.getState().live[runId])) return;
  try {
    const run = await getRun(runId);
    // What has ended well must not come to be failed for want of its data.
    if (how.moreEpochs !== undefined) requireDataset(run.dataset);
    await train(run, how);
  } catch (thrown) {
    notifyFailure('Could not resume the run', thrown);
  }
}

export function pauseRun(runId: string): void {
  trainClient.pause(runId).catch((thrown) => notifyFailure('Could not pause', thrown));
}

export function continueRun(runId: string): void {
  trainClient.continue(runId).catch((thrown) => notifyFailure('Could not continue', thrown));
}

/** Stops a run; one that waits for its turn leaves the queue, and is then as it was before. */
export function stopRun(runId: string): void {
  if (trainingPool.withdraw(runId)) return;
  trainClient.stop(runId).catch((thrown) => notifyFailure('Could not stop', thrown));
}

/** A finished run of the same dataset whose configuration is the draft's, names and notes aside; else null. */
export function finishedTwin(fingerprint: string): RunRecord | null {
  const { drafts, runs } = studio.getState();
  const draft = drafts[fingerprint];
  if (!draft) return null;
  const wanted = settingsOf(draft.config);
  const isTwin = ({ status, dataset, config }: RunRecord) =>
    status === 'finished' && dataset.fingerprint === fingerprint && sameJson(settingsOf(config), wanted);
  return runs.find(isTwin) ?? null;
}

function settingsOf({ experiment: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** Of a page that was left: when the reader is back. */
let comeback: Promise<void> = Promise.resolve();

/**
 * The page goes: runs that wait must not begin as those that train are ended.
 * @param back resolves when the page is shown again, if ever. Until then no transaction is begun: WebKit keeps a page that
 *   is left, asleep, and what it had begun would keep the stored runs from every other page.
 */
export function interruptTraining(back: Promise<void>): void {
  comeback = back;
  trainingPool.close(new AnnealError('cancelled', 'The page was closed before the run had its turn.'));
  trainClient.terminate();
}

async function train(run: RunRecord, how: Resuming = {}): Promise<void> {
  const { backendPreference, live } = studio.getState();
  const { backend = backendPreference } = how;
  const before = live[run.id] ?? emptyLiveRun();
  dismissAbout(run.id);
  forgetElsewhere(run.id);
  setLive(run.id, { ...before, status: 'waiting', waitsFor: null, finished: null, error: null });
  showInBar(run.id);
  announceRun(run.id);
  // The answer changes nothing here; the browser may clear the data of pages that never asked.
  void askForPersistence().catch(() => false);
  try {
    // From now on other tabs leave it alone, also while it waits for its turn.
    await withPageLock(run.id, async () => {
      const place = await trainingPool.enter({
        id: run.id,
        measure: () => needsOf(run, backend),
        onWait: (waitsFor) => changeLive(run.id, { waitsFor }),
      });
      if (place === null) return withdrawn(run);
      try {
        changeLive(run.id, { waitsFor: null });
        showInBar(run.id);
        const logging = await loggingNow();
        const { address } = mlflow.getState();
        await trainClient.train(run.id, {
          ...how,
          backend,
          ...(logging && { logging }),
          ...(address && { mlflow: address.url }),
          ...(place.beside && { oneThread: true }),
        });
      } finally {
        place.leave();
        void sendWhatWaits();
      }
    });
  } catch (thrown) {
    await comeback;
    const { held } = await recover().catch((failure: unknown) => {
      notifyFailure('Could not set the runs right', failure);
      return { held: [] };
    });
    const error = notifyFailure(`${run.name} could not go on`, thrown, run.id);
    if (error.code === 'busy') leaveToOthers(run.id);
    else {
      // One that could not even begin is as its record says; the notice tells why.
      const { status } = await getRun(run.id).catch(() => run);
      if (['finished', 'stopped', 'failed', 'paused'].includes(status)) forgetLive(run.id);
      else changeLive(run.id, { status: 'interrupted', waitsFor: null, error: error.toJSON() });
    }
    // The worker that is gone may hold the run for a moment, and another tab for long.
    void watchHeldRuns(
      held.filter((id) => id === run.id),
      tellInterrupted,
    );
  }
  await refreshRuns();
  await refreshCheckpoints(run.id);
}

/** A run that trains stays in the bar while others wait behind it. */
function showInBar(runId: string): void {
  studio.setState(({ activeRunId, live }) => {
    const shown = activeRunId === null || activeRunId === runId ? undefined : live[activeRunId];
    return isUnderWay(shown) && shown?.waitsFor === null ? {} : { activeRunId: runId };
  });
}

/** Of a worker before it trains: its code, and the least that a backend takes. */
const WORKER_BYTES = 128 * 2 ** 20;

async function needsOf(run: RunRecord, backend: BackendPreference): Promise<Needs> {
  const bytes = await predictedBytes(run);
  if (backend === 'auto') await probeBackends().catch(() => {});
  const name = backend === 'auto' ? studio.getState().backends?.automatic.name : backend;
  // A dataset that is gone takes no memory; the run will say so itself.
  return { device: name === 'webgpu' ? 'gpu' : 'cores', bytes: (bytes ?? 0) + WORKER_BYTES };
}

/** A run that was stopped before its turn: a new one counts as stopped, another one is as it was. */
async function withdrawn(run: RunRecord): Promise<void> {
  const status = run.status === 'waiting' ? 'stopped' : run.status;
  if (status !== run.status) showRun(await updateRun(run.id, { status, finishReason: 'stopped' }));
  changeLive(run.id, { status, waitsFor: null });
}

function takeIn(runId: string, event: TrainEvent): void {
  const { live } = studio.getState();
  announceEvent(runId, event);
  hearForAlerts(runId, event);
  recordEvent(seriesOf(runId), event);
  setLive(runId, applyEvent(live[runId] ?? emptyLiveRun(), event));
  switch (event.type) {
    case 'checkpoint':
      takeInCheckpoint(runId, event);
      void refreshRun(runId);
      break;
    case 'started':
    case 'planned':
    case 'paused':
    case 'resumed':
    case 'finished':
    case 'failed':
      void refreshRun(runId);
      break;
    default:
  }
}

/** From now on the run is this tab's, whatever others have told of it. */
function forgetElsewhere(runId: string): void {
  studio.setState(({ elsewhere, followed: { [runId]: _, ...followed } }) => ({
    elsewhere: elsewhere.filter((id) => id !== runId),
    followed,
  }));
}

/** Another tab trains the run: from now on its record tells how it is, and this tab is free. */
function leaveToOthers(runId: string): void {
  forgetLive(runId);
  studio.setState(({ activeRunId }) => ({ activeRunId: activeRunId === runId ? null : activeRunId }));
}

function forgetLive(runId: string): void {
  studio.setState(({ live: { [runId]: _, ...live } }) => ({ live }));
}

function changeLive(runId: string, change: Partial<LiveRun>): void {
  setLive(runId, { ...(studio.getState().live[runId] ?? emptyLiveRun()), ...change });
}

function setLive(runId: string, live: LiveRun): void {
  studio.setState((state) => ({ live: { ...state.live, [runId]: live } }));
}

async function refreshRun(runId: string): Promise<void> {
  try {
    showRun(await getRun(runId));
  } catch (thrown) {
    notifyFailure('Could not read the run', thrown);
  }
}
