/** The colours around an element, and when the theme changes them. */
import { type RefObject, useEffect, useState } from 'react';
import { surfaceBehind } from '../../../../ui/charts/picture';
import { watchTheme } from '../../../../ui/charts/themeChanges';
import type { Palette, Rgb } from './structure';

/** @returns null before the element is on the page. */
export function usePalette(element: RefObject<HTMLElement | null>): Palette | null {
  const [palette, setPalette] = useState<Palette | null>(null);
  useEffect(() => {
    const read = () => {
      if (element.current) setPalette(paletteOf(element.current));
    };
    read();
    return watchTheme(read);
  }, [element]);
  return palette;
}

function paletteOf(element: HTMLElement): Palette {
  const surface = readColour(surfaceBehind(element), [1, 1, 1]);
  const ink = readColour(getComputedStyle(element).color, [0, 0, 0]);
  return { dark: lightness(surface) < lightness(ink), surface, ink };
}

/** Computed colours are written `rgb(r, g, b)`. */
function readColour(text: string, otherwise: Rgb): Rgb {
  const parts = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)/
    .exec(text)
    ?.slice(1)
    .map((part) => Number(part) / 255);
  return parts ? [parts[0]!, parts[1]!, parts[2]!] : otherwise;
}

/** Rec. 709 luma: enough to tell light from dark. */
function lightness([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
