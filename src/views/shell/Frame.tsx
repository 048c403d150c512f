/** What stays while places change: the rail, the bar of the active run, notices, and the drop of files. */

import { useEffect } from 'react';
import { Outlet, ScrollRestoration, useLocation } from 'react-router';
import { rememberPlace } from '../../store/lastPlace';
import { useStudio } from '../../store/react/useStudio';
import { percent } from '../../ui/format/quantities';
import { ImportChoice } from '../data/ImportChoice';
import { ReadingChoice } from '../data/ReadingChoice';
import { WindowDrop } from '../data/WindowDrop';
import { AlertsSheet } from './AlertsSheet';
import { BootWait } from './BootWait';
import { CommandPalette } from './CommandPalette';
import styles from './Frame.module.css';
import { LoggersSheet } from './LoggersSheet';
import { NoticeList } from './NoticeList';
import { placeOf } from './places';
import { Rail } from './Rail';
import { TopBar } from './TopBar';

export function Frame() {
  const { pathname } = useLocation();
  const place = placeOf(pathname);
  useTitle(place?.title ?? null);
  useEffect(() => {
    if (place) rememberPlace(pathname);
  }, [place, pathname]);
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#place">
        Skip to the content
      </a>
      <Rail />
      <TopBar title={place?.title ?? 'Anneal'} />
      <main id="place" className={styles.place} tabIndex={-1}>
        <BootWait />
        <Outlet />
      </main>
      <NoticeList />
      <ReadingChoice />
      <ImportChoice />
      <WindowDrop />
      <CommandPalette />
      <AlertsSheet />
      <LoggersSheet />
      <ScrollRestoration />
    </div>
  );
}

/** The title of the tab: how far the training is, so that a hidden tab tells it too, else the place. */
function useTitle(place: string | null): void {
  const progress = useStudio(({ activeRunId, live }) => {
    const run = activeRunId === null ? undefined : live[activeRunId];
    return run?.status === 'training' ? percent(run.progress) : null;
  });
  const title = [progress, place, 'Anneal'].filter((part) => part !== null).join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
