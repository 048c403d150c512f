/** The store, for React. Select as little as the component shows: it renders again when that changes. */
import { useStore } from 'zustand';
import { type ChartPreferences, chartPreferences } from '../chartPreferences';
import { type StudioState, studio } from '../studio';

export function useStudio<T>(selector: (state: StudioState) => T): T {
  return useStore(studio, selector);
}

/** The chart preferences, for React. */
export function useChartPreferences<T>(selector: (preferences: ChartPreferences) => T): T {
  return useStore(chartPreferences, selector);
}
