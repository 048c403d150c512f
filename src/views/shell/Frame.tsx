/** What stays while places change: the rail, the bar of the active run, notices, and the drop of files. */
import { useEffect } from 'react';
import { Outlet, useLocation } from 'react-router';
import styles from './Frame.module.css';
import { NoticeList } from './NoticeList';
import { placeOf } from './places';
import { Rail } from './Rail';
import { TopBar } from './TopBar';

export function Frame() {
  const place = placeOf(useLocation().pathname);
  useEffect(() => {
    document.title = place ? `${place.title} · Anneal` : 'Anneal';
  }, [place]);
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#place">
        Skip to the content
      </a>
      <Rail />
      <TopBar title={place?.title ?? 'Anneal'} />
      <main id="place" className={styles.place} tabIndex={-1}>
        <Outlet />
      </main>
      <NoticeList />
    </div>
  );
}
