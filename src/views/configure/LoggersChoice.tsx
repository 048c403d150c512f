/** Whether runs are logged for other programs as well, and the way to where that is chosen. */
import { useStore } from 'zustand';
import { logging, loggingWords } from '../../store/logging';
import { mlflow, mlflowWords } from '../../store/mlflow';
import { openSheet } from '../../store/sheets';
import { Button } from '../../ui/controls/Button';
import styles from './LoggersChoice.module.css';

export function LoggersChoice() {
  const files = useStore(logging);
  const server = useStore(mlflow, mlflowWords);
  return (
    <div className={styles.loggers}>
      <p>{[server === null || files.folder ? loggingWords(files) : '', server].filter(Boolean).join(' ')}</p>
      <Button kind="quiet" onClick={() => openSheet('loggers')}>
        Loggers
      </Button>
    </div>
  );
}
