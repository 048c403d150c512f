/** Where files go, for those who look for a place; the whole window takes a drop as well. */
import { FileUp, FolderUp } from 'lucide-react';
import { useRef } from 'react';
import { useNavigate } from 'react-router';
import { openFiles } from '../../store/openFiles';
import { Button } from '../../ui/controls/Button';
import type { DroppedFiles } from '../../worker/dataCommands';
import styles from './DropArea.module.css';
import { FileInputs } from './FileInputs';
import { pickFiles } from './pickFiles';

export function DropArea({ compact = false }: { compact?: boolean }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const openAll = (dropped: DroppedFiles) => {
    if (dropped.files.length > 0) void openFiles(dropped).then((address) => address && navigate(address));
  };
  const open = (input: HTMLInputElement) => {
    const chosen = [...(input.files ?? [])];
    input.value = '';
    openAll({ files: chosen });
  };
  const choose = async () => {
    const picked = await pickFiles();
    if (picked === 'unknown') files.current?.click();
    else openAll(picked);
  };
  return (
    <div className={compact ? styles.compact : styles.area}>
      {!compact && <FileUp className={styles.picture} aria-hidden="true" />}
      {!compact && <p className={styles.words}>Drop files or a folder anywhere</p>}
      <div className={styles.buttons}>
        <Button
          kind={compact ? 'plain' : 'primary'}
          icon={compact ? <FileUp /> : undefined}
          onClick={() => void choose()}
        >
          Choose files
        </Button>
        <Button icon={compact ? <FolderUp /> : undefined} onClick={() => folder.current?.click()}>
          Choose a folder
        </Button>
      </div>
      {!compact && (
        <p className={styles.formats}>
          HDF5, CSV, TSV, NPY, NPZ, Parquet, workbooks (xlsx, ods); geometries as XYZ, SDF, MOL; images with
          masks as PNG, JPEG, TIFF, BMP, WebP; all of them also in a zip or gz.
        </p>
      )}
      <FileInputs
        files={files}
        folder={folder}
        filesLabel="Files to open"
        folderLabel="Folder to open"
        onChosen={open}
      />
    </div>
  );
}
