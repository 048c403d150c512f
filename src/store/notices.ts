/** Showing and dismissing notices. */
import { AnnealError } from '../protocol/errors';
import type { StudioNotice } from './studio';
import { studio } from './studio';

let lastId = 0;

/** Shows a notice and returns its id. Errors stay until dismissed, the rest goes after 8 seconds. */
export function notify(notice: Partial<Omit<StudioNotice, 'id'>> & { title: string }): number {
  const id = ++lastId;
  const lasts = notice.tone === 'bad' ? null : 8000;
  studio.setState(({ notices }) => ({
    notices: [...notices, { tone: 'info', error: null, action: null, runId: null, lasts, ...notice, id }],
  }));
  return id;
}

/** Takes away what a later success has made pointless. @param ids as `notify` returned them; they may be gone already. */
export function dismissAll(ids: readonly number[]): void {
  studio.setState(({ notices }) => ({ notices: notices.filter(({ id }) => !ids.includes(id)) }));
}

/** Shows whatever was thrown under a title such as "Could not import iris.csv". A cancelled action says nothing. */
export function notifyFailure(title: string, thrown: unknown, runId: string | null = null): AnnealError {
  const error = AnnealError.from(thrown);
  if (error.code !== 'cancelled') notify({ tone: 'bad', title, error: error.toJSON(), runId });
  return error;
}

/** The run is not any more as notices say. */
export function dismissAbout(runId: string): void {
  studio.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.runId !== runId) }));
}

export function dismiss(id: number): void {
  studio.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

/** Nothing is left that could be brought back. */
export function dismissUndo(): void {
  studio.setState(({ notices }) => ({ notices: notices.filter(({ action }) => action?.label !== 'Undo') }));
}
