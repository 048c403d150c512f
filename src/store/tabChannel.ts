/** What the tabs of the studio in one browser tell each other: who trains what, how it goes, and what has changed in storage. */
import { z } from 'zod';
import type { EpochRow, TrainEvent } from '../protocol/events';
import type { StepColumns } from '../protocol/steps';
import type { LiveRun } from './liveRun';

/** The name changes with the messages, so that tabs of different versions do not misread each other. */
const name = 'anneal-tabs-2';

/** This tab in words, for others. */
export const thisTab = `the tab opened at ${new Date().toLocaleTimeString()}`;

/** A structured clone of what another tab of the same version holds. */
const cloned = <Value>() => z.custom<Value>((value) => typeof value === 'object' && value !== null);
const runId = z.string();

const messageSchema = z.discriminatedUnion('kind', [
  /** A tab has opened; `here` answers it. */
  z.object({ kind: z.literal('hello') }),
  z.object({ kind: z.literal('here') }),
  /** Records that others have read are not any more as they were. */
  z.object({ kind: z.literal('changed'), what: z.enum(['runs', 'datasets']) }),
  z.object({ kind: z.literal('checkpoints'), runId }),
  /** A run that trains in the sender's tab as it is now, with what its curves hold beyond the stored part. */
  z.object({
    kind: z.literal('state'),
    runId,
    tab: z.string(),
    live: cloned<LiveRun>(),
    tail: z.object({ steps: cloned<StepColumns>(), epochs: z.array(cloned<EpochRow>()) }),
  }),
  z.object({ kind: z.literal('event'), runId, event: cloned<TrainEvent>() }),
  /** Asks whoever trains the run to save it and let go of it; `givingUp` answers. */
  z.object({ kind: z.literal('giveUp'), runId }),
  z.object({ kind: z.literal('givingUp'), runId }),
]);
export type TabMessage = z.infer<typeof messageSchema>;

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
// In Node an open channel would keep the process.
if (channel && 'unref' in channel && typeof channel.unref === 'function') channel.unref();

/** Whether another tab has ever been heard of: a page that is alone tells nobody how it trains. */
let company = false;

export function hasCompany(): boolean {
  return company;
}

/** Tells the other tabs; none hears it where the browser has no such channel. */
export function tellTabs(message: TabMessage): void {
  channel?.postMessage(message);
}

/** Hears the other tabs. @returns a function that ends it. */
export function hearTabs(listener: (message: TabMessage) => void): () => void {
  const hear = ({ data }: MessageEvent<unknown>) => {
    company = true;
    const parsed = messageSchema.safeParse(data);
    if (parsed.success) listener(parsed.data);
  };
  channel?.addEventListener('message', hear);
  return () => channel?.removeEventListener('message', hear);
}
