/** With which weights a curriculum draws samples at the moment. */
import type { RunRecord } from '../../../../protocol/records';
import { Panel } from '../../../../ui/controls/Panel';
import table from '../../../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../../../ui/controls/WideTable';
import { count } from '../../../../ui/format/quantities';
import { curriculumAlpha, curriculumWeight } from '../../data/contrast';
import { neuronsDatasetSchema } from '../../datasetConfig';
import styles from './NeuronPanels.module.css';

/** Contrasts that weights are told of, in medians. */
const contrasts = [0.25, 0.5, 1, 1.5, 2];

/** Nothing where all samples are drawn alike. */
export function CurriculumPanel({ run }: { run: RunRecord }) {
  const read = neuronsDatasetSchema.safeParse(run.config.dataset);
  if (!read.success || read.data.curriculum === 'none') return null;
  const { curriculumWarmup: warmup } = read.data;
  const { step } = run;
  const isOver = step >= warmup;
  return (
    <Panel title={isOver ? 'Curriculum: over' : `Curriculum: α ${curriculumAlpha(step, warmup).toFixed(3)}`}>
      <WideTable>
        <table className={table.table} aria-label="Weights of samples by contrast">
          <thead>
            <tr>
              <th scope="col">Contrast of the frame, in medians</th>
              {contrasts.map((contrast) => (
                <th key={contrast} scope="col" className="number">
                  {contrast}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Weight of its sample</th>
              {contrasts.map((contrast) => (
                <td key={contrast} className="number">
                  {curriculumWeight(contrast, step, warmup).toFixed(3)}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </WideTable>
      <p className={styles.note}>
        {isOver
          ? `All samples are drawn alike since step ${count(warmup)}.`
          : `At step ${count(step)} of ${count(warmup)}. How many samples of each session an epoch has drawn stands in the statistics table.`}
      </p>
    </Panel>
  );
}
