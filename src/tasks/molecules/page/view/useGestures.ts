/** Pointer, fingers, wheel and keys, as turns, shifts and zooms of a camera. */
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { type Camera, pannedBy, turnedBy, type View, zoomedBy } from './camera';

/** Radians a pixel: the width of a small picture is about half a turn. */
const turnSpeed = 0.01;
const keyTurn = Math.PI / 36;
const keyPan = 20;
export const zoomStep = 1.2;
/** Pixels; a pointer that moved less has tapped. */
const tapSlack = 4;
/** Pixels around a small ball in which it is meant all the same. */
const slack = { mouse: 3, touch: 12 };

export interface GestureTargets {
  view: View | null;
  move: (change: (camera: Camera) => Camera) => void;
  reset: () => void;
  /** A place that is pointed at, pixels from the left and the top; null when the pointer has left. */
  point: (at: { x: number; y: number; slack: number } | null) => void;
  /** The next thing to tell about, or the one before. */
  step: (by: 1 | -1) => void;
}

interface Finger {
  x: number;
  y: number;
}

export function useGestures(stage: RefObject<HTMLElement | null>, targets: GestureTargets) {
  const fingers = useRef(new Map<number, Finger>());
  const travelled = useRef(0);
  const { view, move, reset, point, step } = targets;
  useWheel(stage, view, move);

  /** Pixels from the middle of the picture, right and down. */
  function fromMiddle({ x, y }: Finger): [number, number] {
    return [x - (view?.width ?? 0) / 2, y - (view?.height ?? 0) / 2];
  }

  function place(event: PointerEvent): Finger {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  const slackOf = (event: PointerEvent) => (event.pointerType === 'mouse' ? slack.mouse : slack.touch);

  function onPointerDown(event: PointerEvent<HTMLElement>) {
    event.currentTarget.setPointerCapture(event.pointerId);
    if (fingers.current.size === 0) travelled.current = 0;
    fingers.current.set(event.pointerId, place(event));
  }

  function onPointerMove(event: PointerEvent<HTMLElement>) {
    const now = place(event);
    const before = fingers.current.get(event.pointerId);
    if (!before) {
      if (event.pointerType === 'mouse') point({ ...now, slack: slackOf(event) });
      return;
    }
    if (!view) return;
    const [right, down] = [now.x - before.x, now.y - before.y];
    travelled.current += Math.hypot(right, down);
    if (travelled.current <= tapSlack) return;
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    point(null);
    if (other) {
      const spread = (finger: Finger) => Math.hypot(finger.x - other.x, finger.y - other.y) || 1;
      const middle = fromMiddle({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
      // Each finger reports alone: half of its way is the way of their middle.
      move((camera) =>
        zoomedBy(pannedBy(camera, view, right / 2, down / 2), spread(now) / spread(before), view, middle),
      );
    } else if (event.shiftKey || event.buttons > 1) {
      move((camera) => pannedBy(camera, view, right, down));
    } else {
      move((camera) => turnedBy(camera, right * turnSpeed, down * turnSpeed));
    }
  }

  function onPointerUp(event: PointerEvent<HTMLElement>) {
    const known = fingers.current.delete(event.pointerId);
    if (known && travelled.current <= tapSlack) point({ ...place(event), slack: slackOf(event) });
  }

  function onPointerCancel(event: PointerEvent<HTMLElement>) {
    fingers.current.delete(event.pointerId);
  }

  function onPointerLeave(event: PointerEvent<HTMLElement>) {
    if (event.pointerType === 'mouse' && fingers.current.size === 0) point(null);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (!view || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = arrows[event.key];
    const zoom = zoomKeys[event.key];
    if (arrow) {
      const [right, down] = arrow;
      move((camera) =>
        event.shiftKey
          ? pannedBy(camera, view, right * keyPan, down * keyPan)
          : turnedBy(camera, right * keyTurn, down * keyTurn),
      );
    } else if (zoom) {
      move((camera) => zoomedBy(camera, zoom, view, [0, 0]));
    } else if (event.key === '0' || event.key === 'Home') {
      reset();
    } else if (event.key === '.' || event.key === ',') {
      step(event.key === '.' ? 1 : -1);
    } else if (event.key === 'Escape') {
      point(null);
      return;
    } else {
      return;
    }
    event.preventDefault();
  }

  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onPointerLeave, onKeyDown };
}

const arrows: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const zoomKeys: Readonly<Record<string, number>> = {
  '+': zoomStep,
  '=': zoomStep,
  '-': 1 / zoomStep,
  _: 1 / zoomStep,
};

/** The wheel zooms a view that has the focus, and any one with Ctrl, as a pinch on a trackpad comes; else it scrolls. */
function useWheel(stage: RefObject<HTMLElement | null>, view: View | null, move: GestureTargets['move']) {
  useEffect(() => {
    const element = stage.current;
    if (!element || !view) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && document.activeElement !== element) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const at = [
        event.clientX - box.left - view.width / 2,
        event.clientY - box.top - view.height / 2,
      ] as const;
      // Lines and pages, which some mice count in, are brought to pixels.
      const pixels = event.deltaY * ([1, 16, 400][event.deltaMode] ?? 1);
      const speed = event.ctrlKey ? 0.01 : 0.002;
      move((camera) => zoomedBy(camera, Math.exp(-pixels * speed), view, at));
    };
    // React listens to the wheel passively, where it cannot be kept from scrolling.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [stage, view, move]);
}
