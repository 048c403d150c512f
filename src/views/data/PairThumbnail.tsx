/** An image with its masks over it, small; it is read when it comes into view. Of different sizes, they lie side by side. */
import { useEffect, useRef, useState } from 'react';
import type { ShownPair, SmallPicture, PairThumbnail as Thumbnail } from '../../formats/imageFiles';
import { AnnealError } from '../../protocol/errors';
import { dataClient } from '../../store/dataClient';
import styles from './PairThumbnail.module.css';
import { paintPair } from './paintPair';

export interface PairThumbnailProps extends ShownPair {
  /** Name of the set that is open in the data worker. */
  set: string;
  /** As large as the room allows. */
  large?: boolean;
}

/** Longest side of what is read, pixels: sharp on fine screens as well. */
const small = 144;
const large = 800;

export function PairThumbnail({ set, image, masks, large: isLarge = false }: PairThumbnailProps) {
  const place = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  const [shown, setShown] = useState<{ key: string; thumbnail: Thumbnail } | null>(null);
  const maxSide = isLarge ? large : small;
  // Rows are made anew with each change, their paths are not.
  const key = JSON.stringify([image, ...masks]);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: '120px' },
    );
    if (place.current) observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (!seen) return;
    const asked = new AbortController();
    const [first, ...paths]: [string | null, ...string[]] = JSON.parse(key);
    dataClient.thumbnail({ set, pair: { image: first, masks: paths }, maxSide }, asked.signal).then(
      (thumbnail) => setShown({ key, thumbnail }),
      (thrown) => {
        const { message } = AnnealError.from(thrown);
        if (!asked.signal.aborted)
          setShown({ key, thumbnail: { image: null, mask: null, problem: message } });
      },
    );
    return () => asked.abort();
  }, [seen, set, key, maxSide]);
  // The last picture stays until the next is there, so that nothing flickers.
  const { thumbnail } = shown ?? { thumbnail: null };
  const isOne =
    thumbnail?.image &&
    thumbnail.mask &&
    thumbnail.image.width === thumbnail.mask.width &&
    thumbnail.image.height === thumbnail.mask.height;
  const label = [image, masks.length > 0 && `mask ${masks.join(', ')}`].filter(Boolean).join(', ');
  return (
    <div
      ref={place}
      className={isLarge ? styles.large : styles.place}
      title={thumbnail?.problem ?? undefined}
      data-empty={!thumbnail?.image && !thumbnail?.mask ? '' : undefined}
    >
      {thumbnail && isOne && <PairCanvas label={label} image={thumbnail.image} mask={thumbnail.mask} />}
      {thumbnail && !isOne && (
        <>
          {thumbnail.image && <PairCanvas label={image ?? ''} image={thumbnail.image} mask={null} />}
          {thumbnail.mask && (
            <PairCanvas label={`mask ${masks.join(', ')}`} image={null} mask={thumbnail.mask} />
          )}
        </>
      )}
    </div>
  );
}

interface PairCanvasProps {
  label: string;
  image: SmallPicture | null;
  mask: SmallPicture | null;
}

function PairCanvas({ label, image, mask }: PairCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = image ?? mask ?? { width: 1, height: 1 };
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const pixels = context.createImageData(width, height);
    paintPair(pixels.data, image?.pixels ?? null, mask?.pixels ?? null, width);
    context.putImageData(pixels, 0, 0);
  }, [image, mask, width, height]);
  return (
    <canvas
      ref={canvas}
      className={styles.picture}
      role="img"
      aria-label={label}
      width={width}
      height={height}
      data-small={Math.max(width, height) < 72 || undefined}
    />
  );
}
