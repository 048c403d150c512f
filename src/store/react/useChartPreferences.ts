/** The chart preferences, for React. */
import { useStore } from 'zustand';
import { type ChartPreferences, chartPreferences } from '../chartPreferences';

export function useChartPreferences<T>(selector: (preferences: ChartPreferences) => T): T {
  return useStore(chartPreferences, selector);
}
