/** Copies a text and says that it did. */
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { notifyFailure } from '../../store/notices';
import { IconButton } from '../../ui/controls/IconButton';

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      (thrown: unknown) => notifyFailure(`Could not copy ${what}`, thrown),
    );
  return (
    <IconButton
      label={copied ? `Copied ${what}` : `Copy ${what}`}
      icon={copied ? <Check /> : <Copy />}
      onClick={() => void copy()}
    />
  );
}
