/** Loads a part of the page once more after it could not be had, whatever the browser and Vite remember of the failure. */

/** What Chromium and Firefox name of a module that they could not load; Safari names none. */
const moduleAddress = /https?:\S+?\.js/;

let attempts = 0;

/** @param load has failed before. Rejects when the part cannot be had now either. */
export async function loadAgain<Part>(load: () => Promise<Part>): Promise<Part> {
  await loadMissingStyles();
  try {
    return await load();
  } catch (thrown) {
    const [address] = moduleAddress.exec(String(thrown)) ?? [];
    if (address === undefined) throw thrown;
    // Some browsers remember by its address that a module has failed: https://github.com/whatwg/html/issues/6768
    return import(/* @vite-ignore */ `${address}?again=${++attempts}`);
  }
}

/** Stylesheets that could not be had. Vite adds those of a part once, and awaits them the first time only. */
const missing = new Set<HTMLLinkElement>();

// Such events do not bubble.
document.addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') missing.add(target);
  },
  { capture: true },
);

/** Rejects when one is still missing. */
async function loadMissingStyles(): Promise<void> {
  await Promise.all(
    [...missing].map((link) => {
      const again = document.createElement('link');
      again.rel = 'stylesheet';
      again.crossOrigin = '';
      again.href = link.href;
      missing.delete(link);
      return new Promise((resolve, reject) => {
        again.onload = resolve;
        again.onerror = () => reject(new Error(`The styles at ${link.href} could not be loaded`));
        link.replaceWith(again);
      });
    }),
  );
}
