/** Starting, pausing, stopping and resuming runs, and taking in what the training worker says about them. */

import { sameJson } from '../config/jsonPath';
import type { TrainEvent } from '../protocol/events';
import type { JsonObject } from '../protocol/json';
import type { RunRecord } from '../protocol/records';
import { withPageLock } from '../storage/locks';
import { askForPersistence } from '../storage/persistence';
import { recover } from '../storage/recovery';
import { createRun, getRun } from '../storage/runs';
import { applyEvent } from './applyEvent';
import { refreshCheckpoints } from './checkpointActions';
import { draftConfig } from './drafting';
import { watchHeldRuns } from './heldRuns';
import { emptyLiveRun, type LiveRun } from './liveRun';
import { notify, notifyFailure } from './notices';
import { seriesOf } from './runSeries';
import { refreshRuns, showRun } from './runs';
import { recordEvent } from './series';
import { studio } from './studio';
import { trainClient } from './trainClient';

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
  if (!dataset || !isFree()) return null;
  try {
    const config = draftConfig(fingerprint);
    const run = await createRun({ config, dataset: { fingerprint, name: dataset.name } });
    showRun(run);
    void train(run);
    return run.id;
  } catch (thrown) {
    notifyFailure('Could not start the training', thrown);
    return null;
  }
}

/** Says that a run was interrupted, and offers to go on with it. */
export function tellInterrupted({ id, name }: RunRecord): void {
  studio.setState(({ activeRunId }) => ({ activeRunId: activeRunId ?? id }));
  notify({
    tone: 'warn',
    title: `${name} was interrupted`,
    action: { label: 'Resume', run: () => void resumeRun(id) },
    lasts: null,
  });
}

/** Goes on from the latest checkpoint, or from a named one. */
export async function resumeRun(runId: string, checkpointId?: string): Promise<void> {
  if (!isFree()) return;
  try {
    await train(await getRun(runId), checkpointId);
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

export function stopRun(runId: string): void {
  trainClient.stop(runId).catch((thrown) => notifyFailure('Could not stop', thrown));
}

/** A finished run of the same dataset whose configuration is the draft's, names and notes aside; else null. */
export function finishedTwin(fingerprint: string): RunRecord | null {
  const { drafts, runs } = studio.getState();
  const draft = drafts[fingerprint];
  if (!draft) return null;
  const wanted = withoutNames(draft.config);
  const isTwin = ({ status, dataset, config }: RunRecord) =>
    status === 'finished' && dataset.fingerprint === fingerprint && sameJson(withoutNames(config), wanted);
  return runs.find(isTwin) ?? null;
}

function withoutNames({ experiment: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** One run trains at a time in this tab: the second would take the processor from the first. */
function isFree(): boolean {
  const { live, runs } = studio.getState();
  const busy = Object.keys(live).find((id) => isUnderWay(live[id]));
  if (busy === undefined) return true;
  const name = runs.find(({ id }) => id === busy)?.name ?? 'Another run';
  notify({ tone: 'warn', title: `${name} is training. Stop it first, or wait until it has finished.` });
  return false;
}

function isUnderWay(live: LiveRun | undefined): boolean {
  return live?.status === 'training' || live?.status === 'paused' || live?.status === 'waiting';
}

async function train(run: RunRecord, resumeFrom?: string): Promise<void> {
  const { backendPreference, live } = studio.getState();
  setLive(run.id, { ...(live[run.id] ?? emptyLiveRun()), status: 'waiting', finished: null, error: null });
  studio.setState({ activeRunId: run.id });
  // The answer changes nothing here; the browser may clear the data of pages that never asked.
  void askForPersistence().catch(() => false);
  try {
    await withPageLock(run.id, () =>
      trainClient.train(run.id, { backend: backendPreference, ...(resumeFrom && { resumeFrom }) }),
    );
  } catch (thrown) {
    const { held } = await recover().catch((failure: unknown) => {
      notifyFailure('Could not set the runs right', failure);
      return { held: [] };
    });
    const error = notifyFailure(`${run.name} could not go on`, thrown);
    if (error.code === 'busy') leaveToOthers(run.id);
    else {
      const now = studio.getState().live[run.id] ?? emptyLiveRun();
      setLive(run.id, { ...now, status: 'interrupted', error: error.toJSON() });
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

function takeIn(runId: string, event: TrainEvent): void {
  const { live } = studio.getState();
  recordEvent(seriesOf(runId), event);
  setLive(runId, applyEvent(live[runId] ?? emptyLiveRun(), event));
  switch (event.type) {
    case 'checkpoint':
      void refreshCheckpoints(runId);
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

/** Another tab trains the run: from now on its record tells how it is, and this tab is free. */
function leaveToOthers(runId: string): void {
  studio.setState(({ live: { [runId]: _, ...live } }) => ({ live, activeRunId: null }));
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
