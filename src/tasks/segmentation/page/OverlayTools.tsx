/** How the masks lie over the images: shown or not, and how strong. */
import { useId } from 'react';
import tools from '../../../ui/charts/ChartTools.module.css';
import { Slider } from '../../../ui/controls/Slider';
import { Toggle } from '../../../ui/controls/Toggle';

export interface Overlay {
  shown: boolean;
  /** 0 to 1. */
  opacity: number;
}

export interface OverlayToolsProps {
  overlay: Overlay;
  onOverlay: (overlay: Overlay) => void;
}

export function OverlayTools({ overlay, onOverlay }: OverlayToolsProps) {
  const id = useId();
  return (
    <>
      <span className={tools.toggle}>
        <label htmlFor={id}>masks</label>
        <Toggle id={id} checked={overlay.shown} onValue={(shown) => onOverlay({ ...overlay, shown })} />
      </span>
      <Slider
        label="opacity"
        min={0.1}
        max={1}
        step={0.05}
        value={overlay.opacity}
        disabled={!overlay.shown}
        onValue={(opacity) => onOverlay({ ...overlay, opacity })}
      />
    </>
  );
}
