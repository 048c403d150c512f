/** A classification: accuracy, the confusion matrix, precision, recall and F1 of each class, ROC curves. */
import { useRef } from 'react';
import { chartSaver } from '../../../store/downloads/chartSaver';
import { ChartMenu } from '../../../ui/charts/ChartMenu';
import { curvesCsv } from '../../../ui/charts/curvesCsv';
import { LineSwatch } from '../../../ui/charts/LineSwatch';
import { Name } from '../../../ui/controls/Name';
import { Panel } from '../../../ui/controls/Panel';
import table from '../../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../../ui/controls/WideTable';
import { count, significant, tableNumber } from '../../../ui/format/quantities';
import type { ClassificationAnalysis } from '../analysis/tableAnalysis';
import styles from './ClassificationResult.module.css';
import { ConfusionMatrix } from './ConfusionMatrix';
import { RocChart } from './RocChart';

export function ClassificationResult({ analysis, name }: { analysis: ClassificationAnalysis; name: string }) {
  const roc = useRef<HTMLDivElement>(null);
  return (
    <div className={styles.grid}>
      <Panel
        title={
          <>
            <Name of={analysis.target} />: accuracy {significant(analysis.accuracy)} on {count(analysis.rows)}{' '}
            rows
          </>
        }
      >
        <ConfusionMatrix
          classes={analysis.classes.map(({ name: className }) => className)}
          confusion={analysis.confusion}
        />
      </Panel>
      <Panel
        title="ROC: true over false positive rate, each class against the rest"
        aside={
          <ChartMenu
            saver={chartSaver}
            name={`${name} ROC`}
            chart={roc}
            csv={() =>
              curvesCsv(
                'false positive rate',
                analysis.classes.map((entry) => ({
                  name: entry.name,
                  points: entry.roc.map((point) => ({
                    x: point.falsePositiveRate,
                    y: point.truePositiveRate,
                  })),
                })),
              )
            }
          />
        }
      >
        <div ref={roc}>
          <RocChart classes={analysis.classes} height={300} />
        </div>
      </Panel>
      <div className={styles.wide}>
        <Panel title="Classes">
          <ClassTable analysis={analysis} />
        </Panel>
      </div>
    </div>
  );
}

function ClassTable({ analysis }: { analysis: ClassificationAnalysis }) {
  const { classes, macro } = analysis;
  return (
    <WideTable>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">Precision</th>
            <th scope="col">Recall</th>
            <th scope="col">F1</th>
            <th scope="col">AUC</th>
            <th scope="col">Rows</th>
          </tr>
        </thead>
        <tbody>
          {classes.map(({ name, precision, recall, f1, auc, support }, index) => (
            <tr key={name}>
              <th scope="row">
                <LineSwatch colour={`var(--series-${index % 8})`} dashed={index >= 8} /> <Name of={name} />
              </th>
              <td className="number">{tableNumber(precision)}</td>
              <td className="number">{tableNumber(recall)}</td>
              <td className="number">{tableNumber(f1)}</td>
              <td className="number">{tableNumber(auc)}</td>
              <td className="number">{count(support)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Mean of classes</th>
            <td className="number">{tableNumber(macro.precision)}</td>
            <td className="number">{tableNumber(macro.recall)}</td>
            <td className="number">{tableNumber(macro.f1)}</td>
            <td className="number">{tableNumber(macro.auc)}</td>
            <td />
          </tr>
        </tfoot>
      </table>
    </WideTable>
  );
}
