/** What the pictures leave out, and what their lines stand for, in words. Pure. */
import type { RunRecord } from '../../../protocol/records';
import type { Line, View } from './lines';
import { type AxisKind, mostPairs } from './placing';

/** @param kind of x; null for a metric. */
export function leftOutWords(
  runs: readonly RunRecord[],
  lines: readonly Line[],
  kind: AxisKind | null,
): string | null {
  const drawn = new Set(lines.map(({ run }) => run.id));
  const left = runs.filter(({ id }) => !drawn.has(id)).length;
  if (drawn.size === 0 || left === 0) return null;
  const who = left === 1 ? 'One run is' : `${left} runs are`;
  const why =
    kind === 'time' || kind === 'wall'
      ? 'without what is drawn, in other units, or without an epoch that has ended, by which time is known'
      : 'measured in other units, or not at all';
  return `${who} left out: ${why}.`;
}

const spreadWords = {
  sd: 'the band one standard deviation (n − 1) to both sides',
  se: 'the band one standard error to both sides',
  range: 'the band from the lowest to the highest',
};

export function meaningWords(lines: readonly Line[], view: View, kind: AxisKind | null): string[] {
  const texts: string[] = [];
  if (view.spread !== null) {
    texts.push(
      `A line is the mean of the runs of a group at every x that one of them has, ${spreadWords[view.spread]}; between its points a run counts by the straight line.`,
    );
  }
  const means = Math.max(1, ...lines.map(({ pairs }) => pairs?.mean ?? 1));
  if (means > 1) {
    texts.push(
      `Of a run with more than ${mostPairs.toLocaleString('en')} steps a point is the mean of ${means} neighbouring ones; the CSV has these means, too.`,
    );
  }
  const untimed = new Set(lines.flatMap(({ run, isTimed }) => (isTimed ? [] : [run.id]))).size;
  if (kind === 'wall' && untimed > 0) {
    const whose = untimed === 1 ? 'One run does' : `${untimed} runs do`;
    texts.push(
      `${whose} not say when steps were taken: they begin when they were created, and have no pauses.`,
    );
  }
  if (view.isolated !== '')
    texts.push('The other lines stand back; click the one that is shown again to bring them back.');
  return texts;
}
