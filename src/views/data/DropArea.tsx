/** Where files go, for those who look for a place; the whole window takes a drop as well. */
import { FileUp } from 'lucide-react';
import { useRef } from 'react';
import { useNavigate } from 'react-router';
import { openFiles } from '../../store/openFiles';
import { Button } from '../controls/Button';
import styles from './DropArea.module.css';

/** Endings in the file dialog; what a file is, is decided by its content. */
const accepted = '.h5,.hdf5,.hdf,.he5,.nc,.csv,.tsv,.txt,.npy,.npz,.parquet,.safetensors,.zip';

export function DropArea({ compact = false }: { compact?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const choose = (files: File[]) => void openFiles(files).then((address) => address && navigate(address));
  return (
    <div className={compact ? styles.compact : styles.area}>
      {!compact && <FileUp className={styles.picture} aria-hidden="true" />}
      {!compact && <p className={styles.words}>Drop files anywhere</p>}
      <Button
        kind={compact ? 'plain' : 'primary'}
        icon={compact ? <FileUp /> : undefined}
        onClick={() => input.current?.click()}
      >
        Choose files
      </Button>
      {!compact && (
        <p className={styles.formats}>HDF5, CSV, TSV, NPY, NPZ, Parquet. Nothing leaves this machine.</p>
      )}
      <input
        ref={input}
        type="file"
        multiple
        accept={accepted}
        hidden
        aria-label="Files to open"
        onChange={(event) => {
          choose([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </div>
  );
}
