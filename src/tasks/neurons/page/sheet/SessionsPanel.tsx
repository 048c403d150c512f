/** The sessions of a dataset, of which one is chosen; arrow keys go through them. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Notice } from '../../../../ui/controls/Notice';
import { Panel } from '../../../../ui/controls/Panel';
import table from '../../../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../../../ui/controls/WideTable';
import { count } from '../../../../ui/format/quantities';
import { rateText, rateUnit } from './rates';
import styles from './SessionsPanel.module.css';
import { extrasOf, frameText, type ListedSession } from './sessions';
import type { Summaries } from './useSummaries';

export interface SessionsPanelProps {
  sessions: readonly ListedSession[];
  summaries: Summaries;
  /** Its name. */
  chosen: string;
  onChoose: (name: string) => void;
}

export function SessionsPanel({ sessions, summaries, chosen, onChoose }: SessionsPanelProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [focused, setFocused] = useState(false);
  useEffect(() => {
    if (focused) body.current?.querySelector<HTMLElement>(`[data-session="${CSS.escape(chosen)}"]`)?.focus();
  }, [focused, chosen]);
  const onKeyDown = (event: KeyboardEvent) => {
    const index = sessions.findIndex(({ name }) => name === chosen);
    const goes: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: sessions.length - 1,
    };
    const next = sessions[goes[event.key] ?? -1];
    if (goes[event.key] === undefined) return;
    event.preventDefault();
    if (!next) return;
    setFocused(true);
    onChoose(next.name);
  };
  const clocks = sessions.map(({ name }) => {
    const found = summaries.get(name);
    return found && 'summary' in found ? found.summary.binsPerSecond : null;
  });
  // One unit in the column: Hz only where every session has it.
  const inHertz = clocks.every((binsPerSecond) => binsPerSecond !== null);
  const units = clocks.map((binsPerSecond) => rateUnit(inHertz ? binsPerSecond : null));
  const chosenOne = summaries.get(chosen);
  const error = chosenOne && ('error' in chosenOne ? chosenOne.error : chosenOne.summary.error);
  return (
    <Panel
      title={sessions.length === 1 ? 'One session' : `${count(sessions.length)} sessions`}
      aside={<p className={styles.about}>A model shares one core between them</p>}
    >
      {error && <Notice tone="warn" title={`No sample can be taken of ${chosen}`} error={error} />}
      <WideTable className={styles.list}>
        <table className={`${table.table} ${styles.table}`}>
          <thead>
            <tr>
              <th scope="col">Session</th>
              <th scope="col">Subject</th>
              <th scope="col">Bins</th>
              <th scope="col">Units</th>
              <th scope="col">Frame (px)</th>
              <th scope="col">Rate ({rateUnit(inHertz ? 1 : null).name})</th>
              <th scope="col">Usable samples</th>
              <th scope="col">Besides</th>
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={onKeyDown}>
            {sessions.map((session, index) => {
              const { name, subject, shape, arrays } = session;
              const found = summaries.get(name);
              const summary = found && 'summary' in found ? found.summary : null;
              const about = summary?.sampled ? '≈ ' : '';
              return (
                <tr
                  key={name}
                  className={styles.line}
                  data-chosen={name === chosen || undefined}
                  onClick={() => {
                    setFocused(false);
                    onChoose(name);
                  }}
                >
                  <th scope="row">
                    <button
                      type="button"
                      className={styles.name}
                      data-session={name}
                      aria-pressed={name === chosen}
                      tabIndex={name === chosen ? 0 : -1}
                    >
                      {name}
                    </button>
                  </th>
                  <td>{subject}</td>
                  <td className="number">{count(shape?.bins ?? arrays.robs.shape[0] ?? null)}</td>
                  <td className="number">{count(shape?.units ?? arrays.robs.shape[1] ?? null)}</td>
                  <td className="number">{frameText(shape?.frame ?? null)}</td>
                  <td className="number" aria-busy={shape !== null && !found}>
                    {summary ? `${about}${rateText(summary.meanRate, units[index]!)}` : '–'}
                  </td>
                  <td className="number">{count(summary?.usable ?? null)}</td>
                  <td>{shape ? extrasOf(session) || '–' : 'arrays differ'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </WideTable>
    </Panel>
  );
}
