/** The start of the page: sets right what a closed tab left behind and loads everything that is kept. */
import { type Recovery, recover } from '../storage/recovery';
import { readSettings } from '../storage/settings';
import { loadAlerts } from './alerts';
import { refreshDatasets } from './datasets';
import { keepDrafts } from './draftKeeping';
import { watchHeldRuns } from './heldRuns';
import { tellInterrupted } from './interruptions';
import { loadLogging } from './logging';
import { loadMlflow } from './mlflow';
import { notifyFailure } from './notices';
import { joinTabs } from './otherTabs';
import { removeUnusedWeights } from './pretrained';
import { refreshRuns } from './runs';
import { loadSamples } from './samples';
import { studio } from './studio';
import { interruptTraining, listenToTraining } from './training';

/** Loads the studio; what fails is told in a notice, and the rest is there all the same. */
export async function boot(): Promise<void> {
  listenToTraining();
  keepDrafts();
  // Also where the browser keeps the page to come back to: a worker that sleeps with it would hold its run.
  addEventListener('pagehide', () =>
    interruptTraining(
      new Promise((resolve) => addEventListener('pageshow', () => resolve(), { once: true })),
    ),
  );
  const { interrupted, held } = await recover().catch(
    (thrown: unknown): Pick<Recovery, 'interrupted' | 'held'> => {
      notifyFailure('Could not look after earlier runs', thrown);
      return { interrupted: [], held: [] };
    },
  );
  await Promise.all([refreshDatasets(), refreshRuns(), loadSamples(), loadSettings()]);
  void removeUnusedWeights().catch((thrown) => notifyFailure('Could not look after stored weights', thrown));
  const { runs } = studio.getState();
  const paused = runs.find(({ id, status }) => status === 'paused' && !held.includes(id));
  studio.setState({ booted: true, activeRunId: paused?.id ?? null });
  tellInterrupted(runs.filter(({ id }) => interrupted.includes(id)));
  void watchHeldRuns(held, tellInterrupted);
  joinTabs();
}

async function loadSettings(): Promise<void> {
  try {
    const { backend, workers } = await readSettings();
    studio.setState({ backendPreference: backend, workers });
    await Promise.all([loadAlerts(), loadLogging(), loadMlflow()]);
  } catch (thrown) {
    notifyFailure('Could not read the settings', thrown);
  }
}
