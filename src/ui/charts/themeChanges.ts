/** When light becomes dark: what is painted rather than styled has to be painted again. */

/** @returns ends the watching. */
export function watchTheme(changed: () => void): () => void {
  // What the reader chose stands on the root element; without a choice the system decides.
  const chosen = new MutationObserver(changed);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  return () => {
    chosen.disconnect();
    system.removeEventListener('change', changed);
  };
}
