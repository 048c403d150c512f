/** Whether the result of a run is any good: its model beside baselines on the same rows, and all folds where it is one of some. */
import { Link } from 'react-router';
import type { Comparison } from '../../protocol/comparison';
import type { RunRecord } from '../../protocol/records';
import { foldSummary, meanText } from '../../runs/foldSummary';
import { foldGroup } from '../../store/folds';
import type { LiveRun } from '../../store/liveRun';
import { useStudio } from '../../store/react/useStudio';
import { describedTask } from '../../tasks/runConfig';
import { ComparisonTable } from '../../ui/controls/ComparisonTable';
import { Panel } from '../../ui/controls/Panel';
import { count, tableNumber } from '../../ui/format/quantities';
import styles from './ComparisonPanel.module.css';

export function ComparisonPanel({ run, live }: { run: RunRecord; live: LiveRun | null }) {
  const comparison = live?.finished?.comparison ?? run.comparison;
  return (
    <>
      <FoldsPanel run={run} />
      {comparison && <OwnComparison run={run} comparison={comparison} />}
    </>
  );
}

function OwnComparison({ run, comparison }: { run: RunRecord; comparison: Comparison }) {
  const { part, rows, measures, models, words } = comparison;
  const { one, many } = describedTask(run.config.task).example;
  return (
    <Panel title={`Compared on ${count(rows)} ${part} ${rows === 1 ? one : many}`}>
      <ComparisonTable
        words={words}
        measures={measures}
        rows={models.map((model) => ({ ...model, cells: model.values.map(tableNumber) }))}
      />
    </Panel>
  );
}

function FoldsPanel({ run }: { run: RunRecord }) {
  const runs = useStudio((state) => state.runs);
  const group = foldGroup(run, runs);
  if (!group) return null;
  const done = group.runs.flatMap((member) => member?.comparison ?? []);
  const summary = foldSummary(done);
  const folds = `${group.folds} folds`;
  return (
    <Panel title={done.length === 0 ? folds : `${folds}, mean ± SD of ${done.length} of them`}>
      <div className={styles.folds}>
        {summary ? (
          <ComparisonTable
            words={summary.words}
            measures={summary.measures}
            rows={summary.models.map(({ title, values }) => ({
              title,
              cells: values.map(meanText),
              values: values.map(({ mean }) => mean),
            }))}
          />
        ) : (
          <p>The table appears when the first fold has ended.</p>
        )}
        <ol className={styles.members}>
          {group.runs.map((member, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fold is its place.
            <li key={i}>
              {member ? (
                <Link to={`/train/${member.id}`} aria-current={member.id === run.id ? 'page' : undefined}>
                  Fold {i + 1}: {foldText(member)}
                </Link>
              ) : (
                `Fold ${i + 1} was deleted; train again to have it.`
              )}
            </li>
          ))}
        </ol>
      </div>
    </Panel>
  );
}

function foldText({ comparison, status }: RunRecord): string {
  const measure = comparison?.measures[0];
  return comparison && measure
    ? `${measure.title} ${tableNumber(comparison.models[0]?.values[0] ?? null)}`
    : status;
}
