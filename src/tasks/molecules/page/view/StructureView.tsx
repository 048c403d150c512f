/** A structure in three dimensions: atoms, bonds, points coloured by a value, charges; turned, zoomed, and asked. */
import { Image, Minus, Plus, RotateCcw } from 'lucide-react';
import { useCallback, useId, useMemo, useRef, useState } from 'react';
import { chartSaver } from '../../../../store/downloads/chartSaver';
import { useSize } from '../../../../ui/charts/useSize';
import { IconButton } from '../../../../ui/controls/IconButton';
import { ColourBar } from './ColourBar';
import { type Camera, firstCamera, viewOf, zoomedBy } from './camera';
import { colourScale } from './colours';
import { frame } from './framing';
import { type Hit, hitAt, spotOf } from './hits';
import { createModel } from './model';
import { PointTools } from './PointTools';
import { ScaleBarMark } from './ScaleBarMark';
import { SignLegend } from './SignLegend';
import { SpotCard } from './SpotCard';
import styles from './StructureView.module.css';
import { type OffCentreCharges, type PointCloud, samePlaces } from './structure';
import { structurePicture } from './structurePicture';
import { useGestures, zoomStep } from './useGestures';
import { usePainted, usePainter } from './usePainter';
import { usePalette } from './usePalette';
import { type CardWords, chargeWords, describeAll, describeHit } from './words';

export interface StructureViewProps {
  /** [atoms]. */
  atomicNumbers: Int32Array;
  /** Å, [atoms · 3]. */
  positions: Float32Array;
  /** Read aloud as the view's name. */
  label: string;
  points?: PointCloud;
  charges?: OffCentreCharges;
  /** CSS pixels of the picture alone. */
  height?: number;
  /** Of the picture that is saved, without ending. */
  fileName: string;
}

/**
 * Keep arrays and objects stable between renderings: new ones are drawn anew. How it is turned stays while the atoms are
 * where they were, as with the charges of one epoch after the other.
 */
export function StructureView(props: StructureViewProps) {
  const { atomicNumbers, positions, label, points = null, charges = null, height = 320, fileName } = props;
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const help = useId();
  const painter = usePainter();
  const palette = usePalette(stage);
  const size = useSize(stage);
  const [moved, setMoved] = useState<{ camera: Camera; positions: Float32Array } | null>(null);
  const [pointsShown, setPointsShown] = useState(true);
  const [allPoints, setAllPoints] = useState(false);
  const [hit, setHit] = useState<Hit | null>(null);

  const dark = palette?.dark ?? false;
  const structure = useMemo(() => ({ atomicNumbers, positions }), [atomicNumbers, positions]);
  const scale = useMemo(() => points && colourScale(points), [points]);
  const whole = useMemo(
    () =>
      createModel({
        structure,
        charges,
        points: points && scale && { cloud: points, scale, all: allPoints },
        dark,
      }),
    [structure, charges, points, scale, allPoints, dark],
  );
  const model = useMemo(() => (pointsShown ? whole : { ...whole, points: null }), [whole, pointsShown]);
  const framing = useMemo(
    () => frame([whole.atoms, whole.charges, whole.points].filter((balls) => balls !== null)),
    [whole],
  );
  const camera = useMemo(
    () => (moved && samePlaces(moved.positions, positions) ? moved.camera : firstCamera(framing)),
    [moved, positions, framing],
  );
  const view = useMemo(
    () => size && viewOf(framing, camera, size.width, size.height),
    [framing, camera, size],
  );
  usePainted(canvas, painter, model, view, palette, size?.ratio ?? 1);

  const move = useCallback(
    (change: (camera: Camera) => Camera) =>
      setMoved((now) => {
        const from = now && samePlaces(now.positions, positions) ? now.camera : firstCamera(framing);
        return { camera: change(from), positions };
      }),
    [framing, positions],
  );
  const reset = () => setMoved(null);
  // The same hit is the same object, or each move of the pointer over an atom would render anew.
  const pointAt = (next: Hit | null) =>
    setHit((now) => (now?.kind === next?.kind && now?.source === next?.source ? now : next));
  const shown = useMemo(() => ({ structure, charges, points }), [structure, charges, points]);
  const spoken = useMemo(() => describeAll(shown), [shown]);
  const gestures = useGestures(stage, {
    view,
    move,
    reset,
    point: (at) => pointAt(at && view && hitAt(model, view, at.x, at.y, at.slack)),
    step: (by) => setHit((now) => steppedAtom(now, by, atomicNumbers.length)),
  });
  // What was hit may have gone since, with the points or with another structure.
  const spot = hit && view && spotOf(model, view, hit);
  const words = hit && spot && describeHit(hit, shown);
  const zoom = (factor: number) => view && move((now) => zoomedBy(now, factor, view, [0, 0]));

  function savePicture() {
    if (!view || !palette || !stage.current) return;
    const styleOf = getComputedStyle(stage.current);
    structurePicture({
      painter,
      model,
      view,
      palette,
      points: pointsShown && points && scale ? { title: points.title, unit: points.unit, scale } : null,
      charges: charges && chargeWords(charges),
      fonts: { text: styleOf.fontFamily, number: styleOf.getPropertyValue('--font-number') },
    })
      .then((blob) => chartSaver.save(`${fileName}.png`, blob, 'image/png'))
      .catch(chartSaver.failed);
  }

  return (
    <figure className={styles.view} aria-label={label}>
      <div className={styles.frame}>
        <div
          ref={stage}
          className={styles.stage}
          style={{ height }}
          role="application"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keys of its own instructions.
          tabIndex={0}
          aria-label={`${label}, ${spoken}`}
          aria-describedby={help}
          {...gestures}
          onContextMenu={(event) => event.preventDefault()}
        >
          <canvas ref={canvas} className={styles.canvas} />
          {view && <ScaleBarMark pixelsPerAngstrom={view.scale} />}
          {words && spot && <SpotCard spot={spot} words={words} />}
        </div>
        <div className={styles.tools}>
          <IconButton label="Zoom in" shortcut="+" icon={<Plus />} onClick={() => zoom(zoomStep)} />
          <IconButton label="Zoom out" shortcut="−" icon={<Minus />} onClick={() => zoom(1 / zoomStep)} />
          <IconButton label="Reset the view" shortcut="0" icon={<RotateCcw />} onClick={reset} />
          <IconButton label="Save as PNG" icon={<Image />} onClick={savePicture} />
        </div>
      </div>
      <p id={help} className="only-read">
        Arrow keys turn it, with shift they move it. Plus and minus zoom, 0 resets. Full stop and comma go
        through the atoms.
      </p>
      <p className="only-read" aria-live="polite">
        {words && spokenWords(words)}
      </p>
      {(points || charges) && (
        <figcaption className={styles.below}>
          {points && scale && pointsShown && (
            <ColourBar title={points.title} unit={points.unit} scale={scale} dark={dark} />
          )}
          <div className={styles.rest}>
            {points && (
              <PointTools
                points={points}
                shown={pointsShown}
                onShown={setPointsShown}
                all={allPoints}
                onAll={setAllPoints}
              />
            )}
            {charges && <SignLegend words={chargeWords(charges)} dark={dark} />}
          </div>
        </figcaption>
      )}
    </figure>
  );
}

function steppedAtom(now: Hit | null, by: 1 | -1, atoms: number): Hit {
  if (now?.kind !== 'atom') return { kind: 'atom', source: by === 1 ? 0 : atoms - 1 };
  return { kind: 'atom', source: (now.source + by + atoms) % atoms };
}

function spokenWords({ title, lines }: CardWords): string {
  return [title, ...lines.map(({ name, value }) => `${name} ${value}`)].join(', ');
}
