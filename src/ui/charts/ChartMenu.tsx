/** Saves a chart: the picture as it is on the screen, the values as they are in memory. */
import { Download } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '../controls/Button';
import { Menu, type MenuItem } from '../controls/Menu';
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
  csv: () => BlobPart | Promise<BlobPart>;
  /** Reads the chart while it is drawn as SVG; left out where it always is. */
  drawn?: <T>(read: () => T) => T;
  more?: MenuItem[];
}

export function ChartMenu({ saver, name, chart, csv, drawn = (read) => read(), more = [] }: ChartMenuProps) {
  function drawing(): SVGSVGElement | null {
    return chart.current?.querySelector<SVGSVGElement>('svg.recharts-surface') ?? null;
  }
  const items = [
    {
      label: 'Save as SVG',
      onSelect: () => {
        const svg = drawing();
        if (svg)
          saver.save(
            `${name}.svg`,
            drawn(() => svgFile(svg)),
            'image/svg+xml',
          );
      },
    },
    {
      label: 'Save as PNG',
      onSelect: () => {
        const svg = drawing();
        if (!svg) return;
        drawn(() => pngFile(svg))
          .then((blob) => saver.save(`${name}.png`, blob, 'image/png'))
          .catch(saver.failed);
      },
    },
    {
      label: 'Save values as CSV',
      onSelect: () => {
        Promise.resolve(csv())
          .then((text) => saver.save(`${name}.csv`, text, 'text/csv'))
          .catch(saver.failed);
      },
    },
    ...more,
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
