/**
 * The other tabs: this one follows the runs that train in them, says what trains here, hands a run over when it is asked
 * to, and reads anew what they have changed.
 */
import { heldRuns } from '../storage/locks';
import { getRun } from '../storage/runs';
import { announceRun } from './announceRun';
import { applyEvent } from './applyEvent';
import { refreshCheckpoints, takeInCheckpoint } from './checkpointActions';
import { refreshDatasets } from './datasets';
import { watchHeldRuns } from './heldRuns';
import { tellInterrupted } from './interruptions';
import { isUnderWay } from './liveRun';
import { notify, notifyFailure } from './notices';
import { followSeries, seriesOf } from './runSeries';
import { refreshRuns, showRun } from './runs';
import { recordEvent } from './series';
import { studio } from './studio';
import { hearTabs, type TabMessage, tellTabs } from './tabChannel';
import { resumeRun, stopRun } from './training';

/** Begins to listen, and asks who is there. Called once everything stored is read. Returns how to stop. */
export function joinTabs(): () => void {
  const leave = hearTabs(hear);
  tellTabs({ kind: 'hello' });
  return leave;
}

function hear(message: TabMessage): void {
  switch (message.kind) {
    case 'hello':
      tellTabs({ kind: 'here' });
      announceAll();
      break;
    case 'here':
      announceAll();
      break;
    case 'changed':
      void (message.what === 'runs' ? refreshRuns() : refreshDatasets());
      break;
    case 'checkpoints':
      if (message.runId in studio.getState().checkpoints) void refreshCheckpoints(message.runId);
      break;
    case 'state':
      follow(message);
      break;
    case 'event':
      takeIn(message);
      break;
    case 'giveUp':
      giveUp(message.runId);
      break;
    case 'givingUp':
      answers.get(message.runId)?.();
      break;
  }
}

function announceAll(): void {
  const { live } = studio.getState();
  for (const [id, run] of Object.entries(live)) if (isUnderWay(run)) announceRun(id);
}

function follow({ runId, tab, live, tail }: Extract<TabMessage, { kind: 'state' }>): void {
  const { live: own, elsewhere, runs } = studio.getState();
  if (isUnderWay(own[runId])) return;
  const { [runId]: _, ...others } = own;
  studio.setState(({ followed }) => ({ live: others, followed: { ...followed, [runId]: { tab, live } } }));
  followSeries(runId, tail);
  if (!runs.some(({ id }) => id === runId)) void refreshRuns();
  if (!elsewhere.includes(runId)) void watchHeldRuns([runId], tellInterrupted);
}

function takeIn({ runId, event }: Extract<TabMessage, { kind: 'event' }>): void {
  const known = studio.getState().followed[runId];
  if (!known) return;
  recordEvent(seriesOf(runId), event);
  const live = applyEvent(known.live, event);
  studio.setState(({ followed }) => ({ followed: { ...followed, [runId]: { ...known, live } } }));
  if (event.type === 'batch' || event.type === 'epoch' || event.type === 'validation') return;
  if (event.type === 'checkpoint') takeInCheckpoint(runId, event);
  void getRun(runId).then(showRun, () => undefined);
}

function giveUp(runId: string): void {
  const { live, runs } = studio.getState();
  if (!isUnderWay(live[runId])) return;
  tellTabs({ kind: 'givingUp', runId });
  stopRun(runId);
  const name = runs.find(({ id }) => id === runId)?.name ?? 'The run';
  // Whoever comes back to this tab is to know why it has stopped.
  notify({ title: `${name} goes on in another tab`, lasts: null });
}

/** By run id: what an answer sets off. */
const answers = new Map<string, () => void>();

const ANSWER_WITHIN = 5000;
/** A run saves before it lets go: large ones take a while. */
const FREE_WITHIN = 120_000;
const LOOK_EVERY = 200;

/** Has the tab that trains the run save it and let go of it, then trains on here. */
export async function takeOver(runId: string): Promise<void> {
  if (answers.has(runId)) return;
  const { followed, runs } = studio.getState();
  const name = runs.find(({ id }) => id === runId)?.name ?? 'The run';
  try {
    const answered = await new Promise<boolean>((resolve) => {
      answers.set(runId, () => resolve(true));
      tellTabs({ kind: 'giveUp', runId });
      setTimeout(resolve, ANSWER_WITHIN, false);
    });
    if (!answered || !(await isFree(runId))) {
      const tab = followed[runId]?.tab ?? 'the other tab';
      notify({
        tone: 'warn',
        title: `${name} could not be taken over: ${tab} ${answered ? 'still saves it' : 'does not answer'}. Bring that tab to the front, or close it; then this one can resume.`,
        runId,
        lasts: null,
      });
      return;
    }
    await refreshRuns();
    // It resolves when the training has ended.
    void resumeRun(runId);
  } catch (thrown) {
    notifyFailure(`${name} could not be taken over`, thrown, runId);
  } finally {
    answers.delete(runId);
  }
}

async function isFree(runId: string): Promise<boolean> {
  const end = Date.now() + FREE_WITHIN;
  while ((await heldRuns())?.has(runId)) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
  return true;
}
