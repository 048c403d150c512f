/** The start of the page: sets right what a closed tab left behind and loads everything that is kept. */
import { recover } from '../storage/recovery';
import { readSettings } from '../storage/settings';
import { refreshDatasets } from './datasets';
import { keepDrafts } from './draftKeeping';
import { notify, notifyFailure } from './notices';
import { refreshRuns } from './runs';
import { loadSamples } from './samples';
import { studio } from './studio';
import { listenToTraining, resumeRun } from './training';

/** Loads the studio; what fails is told in a notice, and the rest is there all the same. */
export async function boot(): Promise<void> {
  listenToTraining();
  keepDrafts();
  const interrupted = await recover().then(
    (recovery) => recovery.interrupted,
    (thrown: unknown) => {
      notifyFailure('Could not look after earlier runs', thrown);
      const none: string[] = [];
      return none;
    },
  );
  await Promise.all([refreshDatasets(), refreshRuns(), loadSamples(), loadSettings()]);
  const [latest] = studio.getState().runs.filter(({ id }) => interrupted.includes(id));
  studio.setState({ booted: true, activeRunId: latest?.id ?? null });
  if (latest) {
    notify({
      tone: 'warn',
      title: `${latest.name} was interrupted`,
      action: { label: 'Resume', run: () => void resumeRun(latest.id) },
      lasts: null,
    });
  }
}

async function loadSettings(): Promise<void> {
  try {
    const { backend } = await readSettings();
    studio.setState({ backendPreference: backend });
  } catch (thrown) {
    notifyFailure('Could not read the settings', thrown);
  }
}
