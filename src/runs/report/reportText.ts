/** Numbers, dates and lengths of time as a report prints them, always the same for the same run. */
import type { RunRecord } from '../../protocol/records';
import { scientific } from '../statisticsTable';
import { type Html, html } from './html';

/** In scientific notation as in the log; a dash where there is no number. */
export function numberText(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return Number.isFinite(value) ? scientific(value, 4) : String(value);
}

export function countText(value: number): string {
  return value.toLocaleString('en');
}

/** UTC, so that a report says the same everywhere: "2026-01-31 12:00 UTC". */
export function dateText(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** "1:02:05 h", "2:14 min", "3.5 s". */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)} min`;
  return `${Math.floor(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)} h`;
}

const endings = {
  completed: 'finished',
  'early-stopping': 'stopped early, since the validation no longer improved',
  'max-steps': 'finished at the limit of steps',
  'max-minutes': 'finished at the limit of time',
  stopped: 'stopped by hand',
} as const;

/** How a run stands or ended. */
export function stateText({ status, finishReason, alone, foreign }: RunRecord): string {
  if (alone) return 'a checkpoint alone';
  if (foreign && status === 'interrupted') return 'how it ended is not known';
  return finishReason === null ? status : endings[finishReason];
}

/** Words with `names` in backticks. */
export function prose(text: string): Html[] {
  return text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
