/** The store, for React. Select as little as the component shows: it renders again when that changes. */
import { useStore } from 'zustand';
import { type StudioState, studio } from '../studio';

export function useStudio<T>(selector: (state: StudioState) => T): T {
  return useStore(studio, selector);
}
