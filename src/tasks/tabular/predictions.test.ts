import { describe, expect, it } from 'vitest';
import { openNpz } from '../../formats/npy/npz';
import { readArray } from '../../formats/readFiles';
import { type PredictionTable, predictionsCsv, predictionsNpz } from './predictions';

const regression: PredictionTable = {
  output: { kind: 'regression', targets: ['y', 'z, "odd"'] },
  rows: Uint32Array.of(4, 2),
  splits: ['test', null],
  predicted: Float32Array.of(0.1, 2, 3, 1 / 3),
  actual: Float64Array.of(0, 2.5, 3, 1),
};

const classes: PredictionTable = {
  output: { kind: 'classification', target: 'kind', classes: ['cat', 'dog'] },
  rows: Uint32Array.of(0, 1),
  splits: null,
  predicted: Float32Array.of(0.25, 0.75, 0.5, 0.5),
  actual: Float64Array.of(1, 1),
};

describe('predictions as CSV', () => {
  it('has actual, predicted and error of every target, and quotes what needs it', () => {
    const error = Math.fround(1 / 3) - 1;
    expect(predictionsCsv(regression).split('\n')).toEqual([
      'row,split,y_actual,y_predicted,y_error,"z, ""odd""_actual","z, ""odd""_predicted","z, ""odd""_error"',
      `4,test,0,0.1,${Math.fround(0.1)},2.5,2,-0.5`,
      `2,,3,3,0,1,0.33333334,${error}`,
      '',
    ]);
  });

  it('repeats columns of the data before the predictions, and has intervals after them', () => {
    const echoed = [{ name: 'id', cell: (row: number) => `s${row}` }];
    const lines = predictionsCsv({
      ...regression,
      actual: null,
      splits: null,
      echoed,
      interval: { percent: 90, halfWidths: [0.5, 2] },
      reasons: new Map([[2, '`a` is empty']]),
    }).split('\n');
    expect(lines[0]).toBe(
      'row,id,y_predicted,y_low_90,y_high_90,"z, ""odd""_predicted","z, ""odd""_low_90","z, ""odd""_high_90",reason',
    );
    expect(lines[1]).toBe('4,s4,0.1,-0.4,0.6,2,0,4,');
    expect(lines[2]).toBe('2,s2,,,,,,,`a` is empty');
  });

  it('holds no formula: not in classes, names of columns, nor what is repeated of the data', () => {
    const echoed = [{ name: '@id', cell: (row: number) => ['=1+2', '-1.5'][row]! }];
    const output = { kind: 'classification' as const, target: '=kind', classes: ['-cat', '+dog'] };
    expect(predictionsCsv({ ...classes, output, echoed }).split('\n')).toEqual([
      "row,'@id,'=kind_actual,'=kind_predicted,correct,probability_-cat,probability_+dog",
      "0,'=1+2,'+dog,'+dog,true,0.25,0.75",
      "1,-1.5,'+dog,'-cat,false,0.5,0.5",
      '',
    ]);
  });

  it('has only the predictions where the truth is not known', () => {
    expect(predictionsCsv({ ...regression, actual: null, splits: null }).split('\n')[1]).toBe('4,0.1,2');
  });

  it('names the classes and their probabilities; a tie goes to the first', () => {
    expect(predictionsCsv(classes).split('\n')).toEqual([
      'row,kind_actual,kind_predicted,correct,probability_cat,probability_dog',
      '0,dog,dog,true,0.25,0.75',
      '1,dog,cat,false,0.5,0.5',
      '',
    ]);
  });
});

describe('predictions as NPZ', () => {
  it('has arrays with a row for each prediction', async () => {
    const opened = await openNpz({ name: 'p.npz', blob: new Blob([predictionsNpz(regression)]) });
    expect(opened.arrays).toEqual([
      { name: 'rows', dtype: 'uint32', shape: [2] },
      { name: 'predicted', dtype: 'float32', shape: [2, 2] },
      { name: 'actual', dtype: 'float64', shape: [2, 2] },
      { name: 'split', dtype: 'uint8', shape: [2] },
    ]);
    expect((await readArray(opened, 'split')).data).toEqual(Uint8Array.of(2, 255));
    expect((await readArray(opened, 'predicted')).data).toEqual(regression.predicted);
  });
});
