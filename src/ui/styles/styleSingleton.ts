/**
 * What the build takes `react-style-singleton` to be (alias in `vite.config.ts`), through which dialogs and menus keep
 * the page from scrolling: a constructed stylesheet instead of a `<style>` element, which the page's policy refuses.
 */
import { useEffect } from 'react';

interface StyleProps {
  styles: string;
  /** Follow changes of `styles`; else the first text stays. */
  dynamic?: boolean;
}

/** @returns a component whose first instance applies its styles to the page, and whose last one takes them away. */
export function styleSingleton() {
  let users = 0;
  let sheet: CSSStyleSheet | null = null;

  function add(styles: string): void {
    if (users++ > 0) return;
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    document.adoptedStyleSheets.push(sheet);
  }

  function remove(): void {
    if (--users > 0) return;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    sheet = null;
  }

  return function SharedStyle({ styles, dynamic = false }: StyleProps): null {
    // biome-ignore lint/correctness/useExhaustiveDependencies: as in the original, a text that is not dynamic stays.
    useEffect(() => {
      add(styles);
      return remove;
    }, [dynamic && styles]);
    return null;
  };
}
