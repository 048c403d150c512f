/** What storage says when it fails: a full disk, a lost database, a browser that forbids it. */
import { AnnealError, sentence } from '../protocol/errors';

/**
 * @param doing what was being done, as the end of a sentence: "save the checkpoint".
 * @returns `storage-failed` with a remedy that fits the cause; an AnnealError passes unchanged.
 */
export function storageFailure(thrown: unknown, doing: string): AnnealError {
  if (thrown instanceof AnnealError) return thrown;
  const { name, message } = nameAndMessage(thrown);
  const error = new AnnealError(
    'storage-failed',
    sentence(`Could not ${doing}: ${explanation(name, message)}`),
    {
      received: name,
      remedy: remedy(name),
    },
  );
  error.cause = thrown;
  return error;
}

/** A DOMException is not an instance of Error in every engine. */
function nameAndMessage(thrown: unknown): { name: string; message: string } {
  if (typeof thrown !== 'object' || thrown === null) return { name: 'Error', message: String(thrown) };
  const name = 'name' in thrown ? String(thrown.name) : 'Error';
  return { name, message: 'message' in thrown ? String(thrown.message) : '' };
}

function explanation(name: string, message: string): string {
  switch (name) {
    case 'QuotaExceededError':
      return "the browser's storage for this page is full";
    case 'VersionError':
      return 'the data was written by a newer Anneal than this tab runs';
    case 'SecurityError':
      return 'the browser forbids storage for this page';
    default:
      return message || name;
  }
}

function remedy(name: string): string {
  switch (name) {
    case 'QuotaExceededError':
      return 'Open Storage and delete runs, checkpoints or datasets that are no longer needed, or free space on the disk; then try again.';
    case 'VersionError':
      return 'Reload this tab.';
    case 'SecurityError':
      return 'Allow site data for this page; a private window may forbid it.';
    default:
      return 'Reload the page and try again. What was saved before is untouched.';
  }
}
