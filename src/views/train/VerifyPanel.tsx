/** Measures the best checkpoint of a run again: the button, and the answer, number by number. */
import { ShieldCheck, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { BackendInfo } from '../../protocol/events';
import type { RunRecord } from '../../protocol/records';
import type { MetricCheck, Verification } from '../../protocol/verification';
import { verifications, verifyStoredRun } from '../../store/verification';
import { Button } from '../../ui/controls/Button';
import { Notice } from '../../ui/controls/Notice';
import result from '../../ui/controls/ResultTable.module.css';
import { Tooltip } from '../../ui/controls/Tooltip';
import { WideTable } from '../../ui/controls/WideTable';
import styles from './VerifyPanel.module.css';

export function VerifyButton({ run }: { run: RunRecord }) {
  const cancel = useStore(verifications, (all) => all[run.id]?.cancel ?? null);
  if (cancel) {
    return (
      <Button icon={<X />} onClick={cancel}>
        Cancel verifying
      </Button>
    );
  }
  return (
    <Tooltip text="Measure the best checkpoint again, and compare with the stored metrics">
      <Button icon={<ShieldCheck />} onClick={() => void verifyStoredRun(run)}>
        Verify
      </Button>
    </Tooltip>
  );
}

/** Nothing before it was asked for. */
export function VerifyAnswer({ run }: { run: RunRecord }) {
  const asked = useStore(verifications, (all) => all[run.id] ?? null);
  return (
    <div role="status" className={styles.answer}>
      {asked?.cancel && <Notice tone="info" title="Measuring the best checkpoint again" />}
      {asked?.result && <Answer verification={asked.result} />}
    </div>
  );
}

function Answer({ verification }: { verification: Verification }) {
  const { reproduced, reason, words, checks, before, now, epoch } = verification;
  return (
    <Notice tone={reproduced ? 'good' : 'bad'} title={words}>
      <div className={styles.result}>
        <p>{reason}</p>
        <p>
          Epoch {epoch}, measured on {before ? backendWords(before) : 'an unknown backend'} then and on{' '}
          {backendWords(now)} now.
        </p>
        <details open={!reproduced}>
          <summary>The {checks.length} metrics, then and now</summary>
          <WideTable label="Metrics then and now">
            <table className={`${result.table} ${styles.table}`}>
              <thead>
                <tr>
                  <th scope="col">Metric</th>
                  <th scope="col">Then</th>
                  <th scope="col">Now</th>
                  <th scope="col">Difference</th>
                  <th scope="col">Allowed</th>
                </tr>
              </thead>
              <tbody>
                {differingFirst(checks).map((check) => (
                  <Line key={`${check.part} ${check.name}`} check={check} />
                ))}
              </tbody>
            </table>
          </WideTable>
        </details>
      </div>
    </Notice>
  );
}

function differingFirst(checks: readonly MetricCheck[]): MetricCheck[] {
  return checks.toSorted((a, b) => Number(a.reproduced) - Number(b.reproduced));
}

/** Every digit: that is what it is about. */
function Line({
  check: { part, title, stored, measured, difference, allowed, reproduced },
}: {
  check: MetricCheck;
}) {
  return (
    <tr>
      <th scope="row">
        {part} {title}
      </th>
      <td className="number">{String(stored)}</td>
      <td className="number">{String(measured)}</td>
      <td className="number" data-differs={reproduced ? undefined : ''}>
        {reproduced ? '' : '≠ '}
        {small(difference)}
      </td>
      <td className="number">{small(allowed)}</td>
    </tr>
  );
}

const small = (value: number) => (value === 0 ? '0' : value.toExponential(2));

function backendWords({ name, device, environment }: BackendInfo): string {
  return `${name} (${device}${environment ? `, ${environment.runtime}` : ''})`;
}
