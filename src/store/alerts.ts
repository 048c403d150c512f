/** Tells of what happens to runs as the reader has asked for: a notice, a notification of the browser, a sound. */
import { createStore } from 'zustand/vanilla';
import { type AlertSettings, alertSettingsSchema } from '../protocol/alerts';
import type { TrainEvent } from '../protocol/events';
import { type Alert, alertListener } from '../runs/alerts';
import type { RunListener } from '../runs/runListener';
import { readSettings, saveSettings } from '../storage/settings';
import { notify, notifyFailure } from './notices';
import { studio } from './studio';

export const alerts = createStore<AlertSettings>(() => alertSettingsSchema.parse({}));

/** As they were left. */
export async function loadAlerts(): Promise<void> {
  alerts.setState((await readSettings()).alerts);
}

export async function changeAlerts(change: Partial<AlertSettings>): Promise<void> {
  alerts.setState(change);
  await saveSettings({ alerts: alerts.getState() }).catch((thrown) =>
    notifyFailure('Could not keep the alerts', thrown),
  );
}

/**
 * Whether the browser shows notifications now; asks for its permission where nobody has. To be called from a click.
 * @returns why it does not, as a sentence; null where it does.
 */
export async function allowNotifications(): Promise<string | null> {
  if (typeof Notification === 'undefined') return 'This browser shows no notifications.';
  const permission =
    Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission;
  if (permission === 'granted') return null;
  return 'The browser does not allow notifications of this page: its settings for the site do.';
}

const listeners = new Map<string, RunListener>();

/** Hears the events of this tab's runs. */
export function hearForAlerts(runId: string, event: TrainEvent): void {
  let listener = listeners.get(runId);
  if (!listener) {
    listener = alertListener(alerts.getState, (alert) => tell(runId, alert));
    const run = studio.getState().runs.find(({ id }) => id === runId);
    if (!run) return;
    const { id, name, config, dataset } = run;
    void listener.started?.({
      id,
      name,
      config,
      dataset,
      control: { request: 'run' },
      resumedFrom: null,
    });
    listeners.set(runId, listener);
  }
  void listener.heard?.(event);
  if (event.type === 'finished' || event.type === 'failed') listeners.delete(runId);
}

function tell(runId: string, { title, key }: Alert): void {
  const { notifications, sound } = alerts.getState();
  notify({ tone: 'warn', lasts: null, title, action: { label: 'Open the run', to: `/train/${runId}` } });
  if (notifications && typeof Notification !== 'undefined' && Notification.permission === 'granted') {
    // A later one of the same rule takes the place of the earlier one.
    const shown = new Notification('Anneal', { body: title, tag: key });
    shown.addEventListener('click', () => window.focus());
  }
  if (sound) beep();
}

/** Two short tones. A browser plays them once the reader has clicked anywhere in the page. */
export function beep(): void {
  const audio = new AudioContext();
  const gain = audio.createGain();
  gain.gain.value = 0.1;
  gain.connect(audio.destination);
  for (const [i, frequency] of [660, 880].entries()) {
    const tone = audio.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(audio.currentTime + 0.15 * i);
    tone.stop(audio.currentTime + 0.15 * i + 0.12);
    if (i === 1) tone.addEventListener('ended', () => void audio.close());
  }
}
