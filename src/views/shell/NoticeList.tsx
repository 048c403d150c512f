/** The notices at the bottom right, newest last; read aloud as they come, and paused while pointed at. */
import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { dismiss } from '../../store/notices';
import { useStudio } from '../../store/react/useStudio';
import type { StudioNotice } from '../../store/studio';
import { Notice } from '../../ui/controls/Notice';
import styles from './NoticeList.module.css';

export function NoticeList() {
  const notices = useStudio((state) => state.notices);
  const { pathname } = useLocation();
  const [held, setHeld] = useState(false);
  return (
    <section
      className={styles.list}
      aria-label="Notices"
      aria-live="polite"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {notices
        .filter(({ runId }) => runId === null || pathname !== `/train/${runId}`)
        .map((notice) => (
          <TimedNotice key={notice.id} notice={notice} held={held} />
        ))}
    </section>
  );
}

function TimedNotice({ notice, held }: { notice: StudioNotice; held: boolean }) {
  const { id, lasts, action } = notice;
  const navigate = useNavigate();
  useEffect(() => {
    if (lasts === null || held) return;
    const timer = setTimeout(() => dismiss(id), lasts);
    return () => clearTimeout(timer);
  }, [id, lasts, held]);
  const run = () => {
    dismiss(id);
    if (action && 'to' in action) void navigate(action.to);
    else action?.run();
  };
  return (
    <Notice
      tone={notice.tone}
      title={notice.title}
      error={notice.error}
      action={action && { label: action.label, run }}
      onDismiss={() => dismiss(id)}
    />
  );
}
