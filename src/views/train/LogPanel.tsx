/** The log of a run, its last 500 lines. It follows new lines until the reader scrolls up. */
import { memo, useEffect, useId, useRef, useState } from 'react';
import { chartPreferences } from '../../store/chartPreferences';
import type { LogLine } from '../../store/liveRun';
import { useChartPreferences } from '../../store/react/useStudio';
import { Button } from '../../ui/controls/Button';
import { Panel } from '../../ui/controls/Panel';
import { Toggle } from '../../ui/controls/Toggle';
import styles from './LogPanel.module.css';

/** Lines that are shown unless the reader asks for all. */
const FIRST = 200;

export const LogPanel = memo(function LogPanel({
  lines,
  empty,
}: {
  lines: readonly LogLine[];
  empty: string;
}) {
  const id = useId();
  const follow = useChartPreferences((preferences) => preferences.followLog);
  const list = useRef<HTMLDivElement>(null);
  const last = lines.at(-1)?.index;
  const [whole, setWhole] = useState(false);
  const shown = whole ? lines : lines.slice(-FIRST);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last line is the reason to scroll.
  useEffect(() => {
    const element = list.current;
    if (follow && element) element.scrollTop = element.scrollHeight;
  }, [follow, last]);

  function onWheel(event: { deltaY: number }): void {
    if (event.deltaY < 0) chartPreferences.setState({ followLog: false });
  }

  return (
    <Panel
      title="Log"
      aside={
        <span className={styles.follow}>
          <label htmlFor={id}>follow</label>
          <Toggle id={id} checked={follow} onValue={(on) => chartPreferences.setState({ followLog: on })} />
        </span>
      }
    >
      <div
        ref={list}
        className={styles.lines}
        role="log"
        aria-live="off"
        aria-label="Log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        onWheel={onWheel}
      >
        {lines.length === 0 ? (
          <p className={styles.empty}>{empty}</p>
        ) : (
          <>
            {shown.length < lines.length && (
              <Button kind="quiet" onClick={() => setWhole(true)}>
                Show {lines.length - shown.length} earlier lines
              </Button>
            )}
            {shown.map(({ index, text }) => (
              <div key={index} className={styles.line} data-level={levelOf(text)}>
                {text}
              </div>
            ))}
          </>
        )}
      </div>
    </Panel>
  );
});

function levelOf(text: string): string | undefined {
  return /^[\d-]+ [\d:,]+ - (WARNING|ERROR) - /.exec(text)?.[1];
}
