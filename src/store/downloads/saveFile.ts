/** Hands bytes or text to the browser as a download. */

/** @param name file name; characters that some system forbids become a dash. */
export function saveFile(name: string, content: BlobPart, type = 'application/octet-stream'): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = safeFileName(name);
  link.click();
  // The download has its own hold on the bytes after this turn; Safari wants a moment longer.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Letters, digits and the common marks of any script stay; separators, controls and wildcards become dashes. */
export function safeFileName(name: string): string {
  const safe = name
    .replace(/[\p{Cc}\\/:*?"<>|]+/gu, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[-. ]+|[-. ]+$/g, '');
  return safe === '' ? 'anneal' : safe.slice(0, 120);
}
