/** Scores of each class of a segmentation: means over the images, and of all pixels together. */
import { memo } from 'react';
import { LineSwatch } from '../../../ui/charts/LineSwatch';
import table from '../../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../../ui/controls/WideTable';
import { count, tableNumber } from '../../../ui/format/quantities';
import type { DistanceScores, SegmentationAnalysis } from '../analysis/imageAnalysis';

export const SegmentedClasses = memo(function SegmentedClasses({
  analysis,
}: {
  analysis: SegmentationAnalysis;
}) {
  const { classes, mean, pooled, rows } = analysis;
  return (
    <WideTable>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">Dice</th>
            <th scope="col">IoU</th>
            <th scope="col">Sensitivity</th>
            <th scope="col">Specificity</th>
            <th scope="col">Precision</th>
            <th scope="col">HD95 (px)</th>
            <th scope="col">HD95 from (images)</th>
            <th scope="col">pooled Dice</th>
            <th scope="col">pooled IoU</th>
            <th scope="col">True pixels</th>
          </tr>
        </thead>
        <tbody>
          {classes.map((one, index) => (
            <tr key={one.name}>
              <th scope="row">
                <LineSwatch colour={`var(--series-${index % 8})`} dashed={index >= 8} /> {one.name}
              </th>
              <Means scores={one.mean} />
              <td className="number">
                {count(one.measuredImages)} of {count(rows)}
              </td>
              <td className="number">{tableNumber(one.pooled.dice)}</td>
              <td className="number">{tableNumber(one.pooled.iou)}</td>
              <td className="number">{count(one.support)}</td>
            </tr>
          ))}
        </tbody>
        {classes.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">Mean of classes</th>
              <Means scores={mean} />
              <td />
              <td className="number">{tableNumber(pooled.dice)}</td>
              <td className="number">{tableNumber(pooled.iou)}</td>
              <td />
            </tr>
          </tfoot>
        )}
      </table>
    </WideTable>
  );
});

function Means({ scores }: { scores: DistanceScores }) {
  return (['dice', 'iou', 'sensitivity', 'specificity', 'precision', 'hd95'] as const).map((name) => (
    <td key={name} className="number">
      {tableNumber(scores[name])}
    </td>
  ));
}
