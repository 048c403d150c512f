/** A run of another program: what its log says of it. Its curves are drawn beside those of other runs. */
import { Link } from 'react-router';
import type { ForeignRun as Foreign, RunRecord } from '../../protocol/records';
import { Name } from '../../ui/controls/Name';
import { Panel } from '../../ui/controls/Panel';
import table from '../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../ui/controls/WideTable';
import { clock, count, significant } from '../../ui/format/quantities';
import styles from './TrainPlace.module.css';
import { WarningsPanel } from './WarningsPanel';

export function ForeignRun({ run, foreign }: { run: RunRecord; foreign: Foreign }) {
  const known = [
    `the log of ${foreign.program}`,
    run.step > 0 && `${count(run.step)} steps`,
    run.seconds > 0 && clock(run.seconds),
    run.status === 'finished' && 'finished',
    run.status === 'failed' && 'failed',
  ].filter(Boolean);
  return (
    <div className={styles.foreign}>
      <header>
        <h1>
          <Name of={run.name} />
        </h1>
        <p>
          {known.join(' · ')}. It can be looked at, not continued or analysed.{' '}
          <Link to={`/runs?chosen=${run.id}`}>See its curves</Link>
        </p>
      </header>
      <Values
        title="Last values"
        values={Object.entries(foreign.last).map(([name, value]) => [name, significant(value)])}
      />
      <Values
        title="Settings"
        values={foreign.settings.map(([name, value]) => [
          name,
          typeof value === 'string' ? value : JSON.stringify(value),
        ])}
      />
      {run.notes && (
        <Panel title="Notes">
          <p>{run.notes}</p>
        </Panel>
      )}
      {run.warnings.length > 0 && <WarningsPanel warnings={run.warnings} />}
    </div>
  );
}

/** More than this nobody reads one by one; the table of runs finds them all. */
const most = 200;

function Values({ title, values }: { title: string; values: readonly (readonly [string, string])[] }) {
  if (values.length === 0) return null;
  return (
    <Panel title={title}>
      <WideTable label={title}>
        <table className={table.table}>
          <tbody>
            {values.slice(0, most).map(([name, text]) => (
              <tr key={name}>
                <th scope="row">
                  <Name of={name} />
                </th>
                <td>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      {values.length > most && (
        <p>And {count(values.length - most)} more, which are columns of the table of runs.</p>
      )}
    </Panel>
  );
}
