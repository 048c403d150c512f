/** A float64 array that grows by doubling: the storage of curves, a tenth of the memory of an array of objects. */

export interface GrowingArray {
  readonly length: number;
  push(value: number): void;
  get(index: number): number;
  set(index: number, value: number): void;
  /** Forgets everything from `length` on; the memory is kept for what comes next. */
  truncate(length: number): void;
}

/** @param capacity numbers to make room for at the start. */
export function growingArray(capacity = 64): GrowingArray {
  let values = new Float64Array(capacity);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) {
        const larger = new Float64Array(length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    get: (index) => (index < length ? values[index]! : Number.NaN),
    set(index, value) {
      values[index] = value;
    },
    truncate(to) {
      length = Math.min(length, Math.max(0, to));
    },
  };
}
