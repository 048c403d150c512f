/** Colours of the page for a canvas, which knows no custom properties; others when light becomes dark. */
import { useEffect, useMemo, useState } from 'react';
import { watchTheme } from './themeChanges';

/** @returns a function that is another one after the theme has changed. */
export function useCanvasColours(host: HTMLElement | null): (colour: string) => string {
  const [theme, setTheme] = useState(0);
  useEffect(() => watchTheme(() => setTheme((before) => before + 1)), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` stands for what the properties are.
  return useMemo(() => {
    const known = new Map<string, string>();
    return (colour: string) => {
      const before = known.get(colour);
      if (before !== undefined) return before;
      const found = resolved(host, colour);
      known.set(colour, found);
      return found;
    };
  }, [host, theme]);
}

function resolved(host: HTMLElement | null, colour: string): string {
  if (!host) return colour;
  const probe = document.createElement('span');
  probe.style.color = colour;
  probe.hidden = true;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
