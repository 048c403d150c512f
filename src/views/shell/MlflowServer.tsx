/** The MLflow server that runs are logged to: its address, whether it lets this page in, and the way to forget it. */
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import { checkMlflow, enterMlflow, forgetMlflow, mlflow, mlflowWords } from '../../store/mlflow';
import { Button } from '../../ui/controls/Button';
import { Field } from '../../ui/controls/Field';
import { TextField } from '../../ui/controls/TextField';
import styles from './LoggersSheet.module.css';

export function MlflowServer() {
  const state = useStore(mlflow);
  const title = useId();
  return (
    <section className={styles.server} aria-labelledby={title}>
      <h3 id={title}>MLflow</h3>
      <Address key={state.address?.url} known={state.address?.shown ?? null} />
      <p aria-live="polite">
        {mlflowWords(state) ?? 'No server is named: runs that start now are sent nowhere.'}
      </p>
      {state.address && (
        <div className={styles.buttons}>
          <Button onClick={() => void checkMlflow()}>Ask it again</Button>
          <Button kind="quiet" onClick={() => void forgetMlflow()}>
            Forget it
          </Button>
        </div>
      )}
    </section>
  );
}

function Address({ known }: { known: string | null }) {
  const [text, setText] = useState(known ?? '');
  const [error, setError] = useState<string | null>(null);
  return (
    <form
      className={styles.address}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // A password is not shown, and would be lost with what stands here.
        if (text === known) void checkMlflow();
        else setError(enterMlflow(text));
      }}
    >
      <Field
        label="Address of the server"
        hint="http://localhost:5000, with #NAME behind it for an experiment. Runs that start from then on are sent there."
        error={error}
      >
        {(ids) => <TextField {...ids} type="url" inputMode="url" value={text} onValue={setText} />}
      </Field>
      <Button type="submit">Log there</Button>
    </form>
  );
}
