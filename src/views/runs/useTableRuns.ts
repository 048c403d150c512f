/** The runs of the studio as rows of the table. A row stays the same object until its run changes. */
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { RunRecord } from '../../protocol/records';
import { type RunNow, type TableRun, tableRun } from '../../runs/table/tableRun';
import { useStudio } from '../../store/react/useStudio';
import type { StudioState } from '../../store/studio';

const rows = new WeakMap<RunRecord, { now: RunNow | null; row: TableRun }>();

function rowOf(run: RunRecord, now: RunNow | null): TableRun {
  const known = rows.get(run);
  if (known && known.now?.status === now?.status && known.now?.last === now?.last) return known.row;
  const row = tableRun(run, now ?? undefined);
  rows.set(run, { now, row });
  return row;
}

type Field<Value> = (state: StudioState) => ReadonlyMap<string, Value>;

/** Of the runs that train in this tab and in others. Maps of plain values, so that a step of a training changes nothing. */
const statuses: Field<RunNow['status']> = ({ live, followed }) =>
  new Map([
    ...Object.entries(live).map(([id, { status }]) => [id, status] as const),
    ...Object.entries(followed).map(([id, run]) => [id, run.live.status] as const),
  ]);
const lastEpochs: Field<RunNow['last']> = ({ live, followed }) =>
  new Map([
    ...Object.entries(live).map(([id, { lastEpoch }]) => [id, lastEpoch] as const),
    ...Object.entries(followed).map(([id, run]) => [id, run.live.lastEpoch] as const),
  ]);

export function useTableRuns(): TableRun[] {
  const runs = useAllRuns();
  const status = useStudio(useShallow(statuses));
  const last = useStudio(useShallow(lastEpochs));
  return useMemo(
    () =>
      runs.map((run) => {
        const now = status.get(run.id);
        return rowOf(run, now === undefined ? null : { status: now, last: last.get(run.id) ?? null });
      }),
    [runs, status, last],
  );
}

/** One's own, then those of other programs. */
export function useAllRuns(): readonly RunRecord[] {
  const own = useStudio((state) => state.runs);
  const foreign = useStudio((state) => state.foreignRuns);
  return useMemo(() => (foreign.length > 0 ? [...own, ...foreign] : own), [own, foreign]);
}
