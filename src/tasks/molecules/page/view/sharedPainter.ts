/**
 * One WebGL context for all views of the page, however many: browsers allow about sixteen and then take the oldest
 * away. It is made, and three.js loaded, with the first view that asks, and given back with the last that leaves.
 */
import type { Painter } from './painter';
import type { WebglPainter } from './webglPainter';

interface Shared {
  /** Told of the painter when it is ready or back, and of null while its context is lost. */
  users: Set<(painter: Painter | null) => void>;
  painter: WebglPainter | null;
  lost: boolean;
  close: () => void;
}

let shared: Shared | null = null;

/**
 * Asks for the painter. Nothing is told where the browser has no WebGL.
 * @returns what ends the asking; models must have been forgotten before.
 */
export function leasePainter(tell: (painter: Painter | null) => void): () => void {
  shared ??= open();
  const held = shared;
  held.users.add(tell);
  if (held.painter && !held.lost) tell(held.painter);
  return () => {
    held.users.delete(tell);
    if (held.users.size > 0) return;
    held.close();
    if (shared === held) shared = null;
  };
}

function open(): Shared {
  const canvas = document.createElement('canvas');
  const listening = new AbortController();
  const opened: Shared = {
    users: new Set(),
    painter: null,
    lost: false,
    close() {
      listening.abort();
      opened.painter?.dispose();
    },
  };
  const context = canvas.getContext('webgl2', { antialias: true, alpha: false });
  if (!context) return opened;
  const tellAll = () => {
    for (const tell of opened.users) tell(opened.lost ? null : opened.painter);
  };
  const { signal } = listening;
  canvas.addEventListener(
    'webglcontextlost',
    (event) => {
      // Or the browser would never give it back.
      event.preventDefault();
      opened.lost = true;
      tellAll();
    },
    { signal },
  );
  canvas.addEventListener(
    'webglcontextrestored',
    () => {
      opened.lost = false;
      tellAll();
    },
    { signal },
  );
  void load();
  return opened;

  async function load() {
    // Without the file, which a page that went offline may lack, the flat picture stays.
    const loaded = await import('./webglPainter').catch(() => null);
    if (signal.aborted || !loaded) {
      context?.getExtension('WEBGL_lose_context')?.loseContext();
      return;
    }
    opened.painter = loaded.createWebglPainter(canvas, context!);
    tellAll();
  }
}
