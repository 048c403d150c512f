/** The whole window takes a drop, and says what it will do with what hovers over it. */
import { useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { DatasetRecord } from '../../protocol/datasets';
import type { RunRecord } from '../../protocol/records';
import { lacksData } from '../../store/awaitedData';
import { notifyFailure } from '../../store/notices';
import { openFiles } from '../../store/openFiles';
import { studio } from '../../store/studio';
import { droppedFiles } from './droppedFiles';
import { openedAddress } from './openedAddress';
import styles from './WindowDrop.module.css';

export function WindowDrop() {
  const [hovering, setHovering] = useState<string | null>(null);
  const navigate = useNavigate();
  const location = useLocation();
  const go = useRef((_opened: string) => {});
  const here = useRef(location.pathname);
  here.current = location.pathname;
  go.current = (opened) => {
    const address = openedAddress(opened, location);
    void navigate(address, { preventScrollReset: address !== opened });
  };
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setHovering(intention(event.dataTransfer.items, growingUnder(event), waitingRun(here.current)));
    };
    const leave = (event: DragEvent) => {
      // Leaving one element for another is no leaving; only outside the window nothing is related.
      if (event.relatedTarget === null) setHovering(null);
    };
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      setHovering(null);
      // A control has taken it.
      if (event.defaultPrevented) return;
      event.preventDefault();
      const onto = growingUnder(event);
      const run = onto ? undefined : waitingRun(here.current);
      droppedFiles(event.dataTransfer)
        .then((dropped) => openFiles(dropped, onto, run))
        .then(
          (address) => address && go.current(address),
          (thrown) => notifyFailure('Could not open what was dropped', thrown),
        );
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  if (hovering === null) return null;
  return (
    <div className={styles.veil}>
      <p className={styles.words}>{hovering}</p>
    </div>
  );
}

/** The dataset under the pointer that files may be added to. */
function growingUnder({ target }: DragEvent): DatasetRecord | undefined {
  const sheet = target instanceof Element ? target.closest<HTMLElement>('[data-grows]') : null;
  return studio.getState().datasets.find(({ fingerprint }) => fingerprint === sheet?.dataset.grows);
}

/** The run of this place, where it waits for its data. */
function waitingRun(pathname: string): RunRecord | undefined {
  const id = /^\/train\/(.+)$/.exec(pathname)?.[1];
  const { runs, datasets } = studio.getState();
  return runs.find((run) => run.id === id && lacksData(run, datasets));
}

/** What a drop would do. Browsers tell the number and media types before the drop, not the names. */
function intention(
  items: DataTransferItemList,
  onto: DatasetRecord | undefined,
  run: RunRecord | undefined,
): string {
  const files = [...items].filter(({ kind }) => kind === 'file');
  if (onto) {
    const what = files.length > 1 ? `${files.length} files` : 'this file';
    return `Drop to add ${what} to ${onto.name}; beside its sheet, to read ${files.length > 1 ? 'them' : 'it'} alone`;
  }
  if (run) return `Drop the data of ${run.name}, or another run or checkpoint`;
  if (files.length > 1) return `Drop to read ${files.length} files as one dataset`;
  const type = files[0]?.type ?? '';
  if (type.startsWith('video/') || type === 'application/pdf' || type === 'image/svg+xml') {
    return 'Anneal reads HDF5, CSV, TSV, NPY, NPZ, Parquet, workbooks, XYZ, SDF and pictures, not this kind of file';
  }
  if (type.startsWith('image/')) return 'Drop to read this picture as a dataset of one image';
  if (type.includes('zip')) return 'Drop to read the images or arrays inside, or to bring back a run';
  if (type.includes('csv')) return 'Drop to read this table as a dataset';
  return 'Drop to read this file or folder as a dataset, or to bring back a checkpoint';
}
