/** The address of an MLflow server as people write it, on the command line and in the page: `http://localhost:5000#experiment`. */

export interface MlflowAddress {
  /** As it was written, with what may stand in it of a name and a password. */
  url: string;
  /** Behind the `#`; left out where nothing stands there. */
  experiment: string | undefined;
  /** What requests go to, as a Content Security Policy names it. */
  origin: string;
  /** For people: without name and password, which are nobody's to read. */
  shown: string;
}

/** @returns null for what is no address of the web. */
export function readMlflowAddress(text: string): MlflowAddress | null {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return null;
  const { href, origin, pathname, hash } = new URL(trimmed);
  const experiment = decoded(hash.slice(1)) || undefined;
  const shown = origin + pathname.replace(/\/+$/, '') + hash;
  return { url: href, experiment, origin, shown };
}

/** Whether a Content Security Policy can name the origin, which knows no IPv6; `public/serviceWorker.js` checks the same. */
export function canBeAllowed({ origin }: MlflowAddress): boolean {
  return /^https?:\/\/[\w.-]+(:\d+)?$/.test(origin);
}

/** A part of an address as it is meant; one with a stray "%" is meant as it stands. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
