/** How large an element is, and how fine the screen it is on. */
import { type RefObject, useEffect, useState } from 'react';

export interface Size {
  /** CSS pixels. */
  width: number;
  height: number;
  /** Device pixels per CSS pixel. */
  ratio: number;
}

/** @returns null before the element has a size. */
export function useSize(element: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const host = element.current;
    if (!host) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = host;
      setSize(width > 0 && height > 0 ? { width, height, ratio: devicePixelRatio } : null);
    };
    const resized = new ResizeObserver(measure);
    resized.observe(host);
    // Changes with the zoom of the page, or when the window moves to another screen.
    let resolution: MediaQueryList | null = null;
    const watch = () => {
      resolution?.removeEventListener('change', watch);
      resolution = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
      resolution.addEventListener('change', watch);
      measure();
    };
    watch();
    return () => {
      resized.disconnect();
      resolution?.removeEventListener('change', watch);
    };
  }, [element]);
  return size;
}
