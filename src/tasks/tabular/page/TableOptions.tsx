/** What stands beside the predictions of a table: columns of the data, and intervals around quantities. */
import { Checkbox } from '../../../ui/controls/Checkbox';
import type { OptionsProps } from '../../page';
import { echoedParts, tableOptionsSchema } from '../predictionOptions';
import styles from './TableOptions.module.css';

/** Per cent. */
const INTERVAL = 90;

export function TableOptions({ run, options, onOptions }: OptionsProps) {
  const chosen = tableOptionsSchema.parse(options);
  const parts = echoedParts(chosen);
  const echo = (id: boolean, inputs: boolean) => {
    const names = [...(id ? ['id'] : []), ...(inputs ? ['inputs'] : [])];
    onOptions({ ...options, echo: names.join(',') || 'none' });
  };
  const [id, inputs] = [parts.includes('id'), parts.includes('inputs')];
  const isOfClasses = run.metrics.some(({ name }) => name === 'accuracy');
  return (
    <div className={styles.options}>
      <Checkbox checked={id} onValue={(on) => echo(on, inputs)}>
        with identifiers
      </Checkbox>
      <Checkbox checked={inputs} onValue={(on) => echo(id, on)}>
        with input columns
      </Checkbox>
      {!isOfClasses && (
        <Checkbox
          checked={chosen.interval !== null}
          onValue={(on) => onOptions({ ...options, interval: on ? INTERVAL : null })}
        >
          with {INTERVAL} % intervals
        </Checkbox>
      )}
    </div>
  );
}

/** Identifiers and intervals, until somebody says otherwise. */
export const initialTableOptions = { echo: 'id', interval: INTERVAL } as const;
