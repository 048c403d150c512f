/** A remark about the numbers of a run. */

/** A remark about the numbers of an epoch that a person should see. */
export interface RunWarning {
  code:
    | 'overfitting'
    | 'severe-overfitting'
    | 'negative-r2'
    | 'scale-mismatch'
    | 'scale-collapse'
    | 'model-collapse'
    | 'systematic-bias';
  message: string;
}
