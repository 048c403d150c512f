/** Activations of a dense layer, whose slope follows from their value: dz = dy·act'(z) from dy and y = act(z). */

export type DenseActivation = 'none' | 'relu' | 'tanh' | 'sigmoid';

type Lanes = 1 | 4;

const zero = (lanes: Lanes) => (lanes === 4 ? 'vec4f(0.0)' : '0.0');

/** WGSL of the activation of a vec4f `z`, and of dz from `dy` and `y`; without an activation `y` is not read. */
export const activationWgsl: Record<
  DenseActivation,
  { value(z: string): string; slope(dy: string, y: string, lanes: Lanes): string }
> = {
  none: { value: (z) => z, slope: (dy) => dy },
  relu: {
    value: (z) => `max(${z}, vec4f(0.0))`,
    slope: (dy, y, lanes) => `select(${zero(lanes)}, ${dy}, ${y} > ${zero(lanes)})`,
  },
  tanh: { value: (z) => `tanh(${z})`, slope: (dy, y) => `(${dy} * (1.0 - ${y} * ${y}))` },
  sigmoid: { value: (z) => `(1.0 / (1.0 + exp(-${z})))`, slope: (dy, y) => `(${dy} * ${y} * (1.0 - ${y}))` },
};

/** The same on the host. */
export const hostActivations: Record<
  DenseActivation,
  { value(z: number): number; slope(dy: number, y: number): number }
> = {
  none: { value: (z) => z, slope: (dy) => dy },
  relu: { value: (z) => Math.max(z, 0), slope: (dy, y) => (y > 0 ? dy : 0) },
  tanh: { value: Math.tanh, slope: (dy, y) => dy * (1 - y * y) },
  sigmoid: { value: (z) => 1 / (1 + Math.exp(-z)), slope: (dy, y) => dy * y * (1 - y) },
};
