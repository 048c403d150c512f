/** Saves a chart: the picture as it is on the screen, the values as they are in memory. */
import { Download } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '../controls/Button';
import { Menu } from '../controls/Menu';
import { pngFile, svgFile } from './picture';

/** Takes a finished file, and hears of one that could not be made. */
export interface ChartSaver {
  save(name: string, content: BlobPart, type: string): void;
  failed(thrown: unknown): void;
}

export interface ChartMenuProps {
  saver: ChartSaver;
  /** File name without ending, for example "run 12 loss". */
  name: string;
  /** An element around the chart. */
  chart: RefObject<HTMLElement | null>;
  /** The file with every value. */
  csv: () => string;
}

export function ChartMenu({ saver, name, chart, csv }: ChartMenuProps) {
  function drawing(): SVGSVGElement | null {
    return chart.current?.querySelector<SVGSVGElement>('svg.recharts-surface') ?? null;
  }
  const items = [
    {
      label: 'Save as SVG',
      onSelect: () => {
        const svg = drawing();
        if (svg) saver.save(`${name}.svg`, svgFile(svg), 'image/svg+xml');
      },
    },
    {
      label: 'Save as PNG',
      onSelect: () => {
        const svg = drawing();
        if (!svg) return;
        pngFile(svg)
          .then((blob) => saver.save(`${name}.png`, blob, 'image/png'))
          .catch(saver.failed);
      },
    },
    { label: 'Save values as CSV', onSelect: () => saver.save(`${name}.csv`, csv(), 'text/csv') },
  ];
  return (
    <Menu
      trigger={
        <Button kind="quiet" icon={<Download />} aria-label={`Save chart: ${name}`} title="Save chart" />
      }
      items={items}
    />
  );
}
