/** Whether runs are told to other programs while they train: a folder with the programs, and a server. */
import { FolderOpen } from 'lucide-react';
import { useStore } from 'zustand';
import { type LogFormat, logFormatNames, logFormats } from '../../protocol/logging';
import {
  allowLogFolder,
  canPickFolders,
  chooseLogFolder,
  chooseLogFormat,
  forgetLogFolder,
  logging,
  loggingWords,
} from '../../store/logging';
import { closeSheet, sheets } from '../../store/sheets';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';
import { Field } from '../../ui/controls/Field';
import { Name } from '../../ui/controls/Name';
import { Toggle } from '../../ui/controls/Toggle';
import styles from './LoggersSheet.module.css';
import { MlflowServer } from './MlflowServer';

export function LoggersSheet() {
  const open = useStore(sheets, (state) => state.open === 'loggers');
  return (
    <Dialog
      open={open}
      onClose={closeSheet}
      title="Loggers"
      description="Runs that start or resume from now on can be told to other programs as well: in files in a folder of yours, or by an MLflow server that you name. Without one nothing is sent anywhere."
      reading
    >
      <div className={styles.sheet}>
        {canPickFolders() ? (
          <Loggers />
        ) : (
          <p>
            This browser cannot write to a folder; Chrome and Edge on a computer can. A run that has trained
            can be downloaded for TensorBoard and W&B instead: in its place, under “For other programs”.
          </p>
        )}
        <MlflowServer />
      </div>
    </Dialog>
  );
}

const hints: Record<LogFormat, string> = {
  tensorboard: 'Event files with curves, histograms and settings: tensorboard --logdir FOLDER',
  wandb: 'Offline runs, for when they have ended: wandb sync FOLDER/offline-run-*',
};

function Loggers() {
  const state = useStore(logging);
  const { folder, allowed, formats } = state;
  return (
    <div className={styles.sheet}>
      <div className={styles.folder}>
        <p>{folder ? <Name of={folder.name} /> : 'No folder is chosen.'}</p>
        <Button icon={<FolderOpen />} onClick={() => void chooseLogFolder()}>
          {folder ? 'Choose another' : 'Choose a folder'}
        </Button>
        {folder && (
          <Button kind="quiet" onClick={() => void forgetLogFolder()}>
            Forget it
          </Button>
        )}
      </div>
      {folder && !allowed && (
        <div className={styles.folder}>
          <p>The browser wants to ask before this page writes there again, as after each reload.</p>
          <Button kind="primary" onClick={() => void allowLogFolder()}>
            Allow
          </Button>
        </div>
      )}
      {logFormats.map((format) => (
        <Field key={format} label={logFormatNames[format]} hint={hints[format]}>
          {(ids) => (
            <Toggle
              {...ids}
              checked={formats.includes(format)}
              onValue={(wanted) => void chooseLogFormat(format, wanted)}
            />
          )}
        </Field>
      ))}
      <p aria-live="polite">{folder && loggingWords(state)}</p>
    </div>
  );
}
