/** What a run warned of in this session, each kind once with its newest words. Last in its column: it may grow. */
import { Notice } from '../../ui/controls/Notice';
import { Panel } from '../../ui/controls/Panel';
import styles from './WarningsPanel.module.css';

export function WarningsPanel({ warnings }: { warnings: readonly { code: string; message: string }[] }) {
  const newest = new Map(warnings.map(({ code, message }) => [code, message]));
  return (
    <div id="warnings">
      <Panel title="Warnings">
        <div className={styles.list}>
          {[...newest].map(([code, message]) => (
            <Notice key={code} tone="warn" title={message} />
          ))}
        </div>
      </Panel>
    </div>
  );
}
