/** Where to go once dropped files are open. Pure. */

/**
 * @param opened the address of what was opened.
 * @param here where the reader is.
 * @returns the same, but for a dataset that was dropped on an analysis: that stays, with the data chosen to be predicted.
 */
export function openedAddress(opened: string, here: { pathname: string; search: string }): string {
  const fingerprint = /^\/data\/(.+)$/.exec(opened)?.[1];
  if (!fingerprint || !/^\/analyse\/./.test(here.pathname)) return opened;
  const search = new URLSearchParams(here.search);
  search.set('data', fingerprint);
  return `${here.pathname}?${search}`;
}
