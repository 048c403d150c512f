/** Deleting with a way back: a deleted record stays where it is with the time of its deletion, until it is purged. */

/** When a stored record was deleted; null when it was not. */
export function deletedAt(stored: unknown): string | null {
  const marked = typeof stored === 'object' && stored !== null && 'deletedAt' in stored;
  return marked && typeof stored.deletedAt === 'string' ? stored.deletedAt : null;
}
