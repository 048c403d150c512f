/**
 * How the reader likes charts and tables: the same in every place, kept in localStorage so that the first paint after
 * a reload is already right.
 */
import { z } from 'zod';
import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import { type Smoothing, smoothingKinds } from './smoothing';

/** `catch` rather than an error: a value of another version is worth no message. */
const chartPreferencesSchema = z.object({
  /** Logarithmic axis of losses and errors: their first steps are often a hundred times their last. */
  logY: z.boolean().catch(true),
  /** Weight of the past in the exponential smoothing of steps, 0 to 0.99; 0 for no smoothing of any kind. */
  smoothing: z.number().min(0).max(0.99).catch(0.9),
  /** Of the curves of several runs; a single run's are smoothed exponentially. */
  smoothingKind: z.enum(smoothingKinds).catch('ema'),
  /** Points that a moving average takes, or σ of a gaussian. */
  smoothingWidth: z.number().min(1).max(1e6).catch(20),
  /** Tables in scientific notation, else plain. */
  scientific: z.boolean().catch(true),
  /** The log scrolls along with new lines. */
  followLog: z.boolean().catch(true),
});
export type ChartPreferences = z.infer<typeof chartPreferencesSchema>;

export const chartPreferences = createStore<ChartPreferences>()(
  persist(() => chartPreferencesSchema.parse({}), {
    name: 'anneal.charts',
    storage: createJSONStorage(() => localStorage),
    merge: (kept, current) => {
      const parsed = chartPreferencesSchema.partial().safeParse(kept);
      return { ...current, ...parsed.data };
    },
  }),
);

/** Smoothing off, and on again at what it was. */
let lastSmoothing = 0.9;

export function toggleSmoothing(): void {
  const { smoothing } = chartPreferences.getState();
  if (smoothing > 0) lastSmoothing = smoothing;
  chartPreferences.setState({ smoothing: smoothing > 0 ? 0 : lastSmoothing });
}

/** What is asked for, of any kind; null for raw lines. */
export function smoothingOf(preferences: ChartPreferences): Smoothing | null {
  const { smoothing, smoothingKind: kind, smoothingWidth } = preferences;
  if (smoothing === 0) return null;
  return { kind, amount: kind === 'ema' ? smoothing : smoothingWidth };
}

export function setSmoothing(asked: Smoothing | null): void {
  const { smoothing } = chartPreferences.getState();
  if (smoothing > 0) lastSmoothing = smoothing;
  if (asked === null) chartPreferences.setState({ smoothing: 0 });
  else if (asked.kind === 'ema') chartPreferences.setState({ smoothingKind: 'ema', smoothing: asked.amount });
  else {
    const { kind: smoothingKind, amount: smoothingWidth } = asked;
    chartPreferences.setState({ smoothingKind, smoothingWidth, smoothing: lastSmoothing });
  }
}

export function toggleLogY(): void {
  chartPreferences.setState(({ logY }) => ({ logY: !logY }));
}
