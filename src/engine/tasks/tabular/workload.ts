/** The tabular task: a residual network over the columns of a table. */
import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../../../protocol/config';
import { AnnealError } from '../../../protocol/errors';
import type { ArraySet } from '../../arrays';
import { type ResidualMlp, residualMlp, residualMlpParameters } from '../../models/residualMlp';
import type { Executable, Json, Task, Workload } from '../task';
import { classificationHead } from './classificationHead';
import { type TabularConfig, tabularConfigSchema } from './config';
import { parseFitted } from './fitted';
import type { Head } from './head';
import { prepareTabular, type TabularData } from './prepare';
import { regressionHead } from './regressionHead';

export const tabular: Task = {
  kind: 'tabular',
  prepare(config: RunConfig, arrays: ArraySet, fitted?: Record<string, Json>): Workload {
    const parsed = tabularConfigSchema.parse(config);
    const data = prepareTabular(parsed, arrays, fitted && parseFitted(fitted));
    return createWorkload(parsed, data);
  },
};

function createWorkload(config: TabularConfig, data: TabularData): Workload {
  const { fitted, rows, splits, remarks } = data;
  const head = createHead(config, data);
  const model = { ...config.model, inputs: fitted.inputColumns.length, outputs: head.width };
  const width = fitted.targetColumns.length;
  return {
    parameters: residualMlpParameters(model),
    rows,
    splits,
    remarks,
    fitted,
    sumNames: head.sumNames,
    metricNames: head.metricNames,
    metrics: head.metrics,
    direction: head.direction,
    output: head.output,
    targets(rows) {
      const { targets } = data;
      if (!targets) return new Float64Array(rows.length * width).fill(Number.NaN);
      return Float64Array.from({ length: rows.length * width }, (_, i) => {
        return targets[rows[Math.floor(i / width)]! * width + (i % width)]!;
      });
    },
    load: () => loadTabular(model, head, data),
  };
}

function createHead(config: TabularConfig, data: TabularData): Head {
  const { fitted, splits, targets } = data;
  const { head } = config.model;
  if (fitted.kind === 'regression') return regressionHead(config, fitted.targetColumns, centreOf(data));
  if (head === 'gated') {
    throw new AnnealError(
      'config-invalid',
      'The gated head predicts quantities, and the target is a class.',
      {
        place: 'model.head',
        received: head,
        remedy: 'Set model.head to plain or auto, or dataset.targetKind to regression.',
      },
    );
  }
  const codes = Float64Array.from(targets ? splits.train : [], (row) => targets![row]!);
  return classificationHead(config, fitted.targetColumns[0] ?? '', fitted.classes, codes);
}

/** Means of unscaled targets over the training rows; scaled targets are around zero anyway. */
function centreOf({ fitted, splits, targets }: TabularData): number[] | null {
  if (fitted.targetScaling.kind !== 'none' || !targets) return null;
  const width = fitted.targetColumns.length;
  return fitted.targetColumns.map((_, column) => {
    const sum = splits.train.reduce((total, row) => total + targets[row * width + column]!, 0);
    return sum / Math.max(1, splits.train.length);
  });
}

/** Uploads the table once; a batch is a gather by row number. */
function loadTabular(model: ResidualMlp, head: Head, data: TabularData): Executable {
  const { fitted, inputs, scaledTargets } = data;
  const x = tf.keep(tf.tensor2d(inputs, [inputs.length / model.inputs, model.inputs]));
  const y = tf.keep(targetTensor(data, x.shape[0]));
  const isRegression = fitted.kind === 'regression';
  const scale = tf.keep(tf.tensor1d(fitted.targetScaling.scale));
  const center = tf.keep(tf.tensor1d(fitted.targetScaling.center));
  return {
    forward(parameters, rows, context) {
      const raw = residualMlp(model, parameters, tf.gather(x, rows), context);
      return head.loss(raw, tf.gather(y, rows));
    },
    predict: (parameters, rows) =>
      tf.tidy(() => {
        const random = tf.tensor1d([0, 0], 'int32');
        const raw = residualMlp(model, parameters, tf.gather(x, rows), { training: false, random });
        const prediction = head.predict(raw);
        return isRegression ? prediction.mul(scale).add(center) : prediction;
      }),
    dispose: () => tf.dispose([x, y, scale, center]),
  };

  function targetTensor({ targets }: TabularData, rowCount: number): tf.Tensor {
    if (fitted.kind === 'classification') {
      return tf.tensor1d(targets ? Int32Array.from(targets) : new Int32Array(rowCount), 'int32');
    }
    const width = fitted.targetColumns.length;
    return tf.tensor2d(scaledTargets ?? new Float32Array(rowCount * width).fill(Number.NaN), [
      rowCount,
      width,
    ]);
  }
}
