/** How exactly a metric of then must come again now: to the bit on the same programs and device, else within a tolerance. */
import type { BackendInfo, BackendName } from '../../protocol/events';

export interface Demand {
  /** 0 and 0 ask for the same bits. */
  relative: number;
  absolute: number;
  /** Why, as a sentence. */
  reason: string;
}

/**
 * Between two backends, or two devices of one. Arithmetic on WASM and in JavaScript is IEEE 754 in float32, and what differs is
 * the order of sums: some 1e-7 an operation, grown by a deep model to 1e-5, and by a metric that divides by a small spread,
 * as the correlation of nearly constant predictions does, to some 1e-4 (measured: 2e-4). WGSL besides lets `exp`, `tanh` and
 * divisions err by several units in the last place, and lets a compiler make one operation of a product and a sum.
 * https://www.w3.org/TR/WGSL/#floating-point-accuracy
 */
const processor = { relative: 5e-4, absolute: 1e-5 };
const gpu = { relative: 2e-3, absolute: 2e-5 };

/** @param then null where it is not known. */
export function demandOf(then: BackendInfo | null, now: BackendInfo): Demand {
  if (then === null) {
    return {
      ...gpu,
      reason: `Which backend measured the stored metrics is not written in the run; ${within(gpu)}.`,
    };
  }
  const tolerance = [then.name, now.name].includes('webgpu') ? gpu : processor;
  const other = otherThan(then, now);
  if (other !== null) return { ...tolerance, reason: `${other}; ${within(tolerance)}.` };
  return {
    relative: 0,
    absolute: 0,
    reason: `${titles[now.name]} on the same device with the same programs: every bit has to be the same.`,
  };
}

const within = ({ relative, absolute }: typeof gpu) =>
  `metrics may differ by ${relative} of their value, and by ${absolute}`;

/** Where the two cannot be expected to round alike: the end of a sentence without its full stop; null where they can. */
function otherThan(then: BackendInfo, now: BackendInfo): string | null {
  const [before, after] = [then.environment, now.environment];
  if (then.name !== now.name) return why(then.name, now.name);
  if (then.device !== now.device) {
    return `${titles[now.name]} was on ${then.device} then and is on ${now.device} now, which sum in another order`;
  }
  if (!before || !after) return 'Which programs measured the stored metrics is not written in the run';
  if (before.anneal !== after.anneal || before.tensorflow !== after.tensorflow) {
    return `They were measured with Anneal ${before.anneal} and TensorFlow.js ${before.tensorflow}, these are ${after.anneal} and ${after.tensorflow}`;
  }
  if (before.javascript !== after.javascript) {
    return `${before.runtime} and ${after.runtime} have mathematical functions of their own`;
  }
  // Browsers of one kind share WASM to the bit; shaders go through a compiler that comes with each version.
  if (now.name === 'webgpu' && (before.runtime !== after.runtime || before.platform !== after.platform)) {
    return `The shaders were compiled by ${before.runtime} on ${before.platform} then and by ${after.runtime} on ${after.platform} now`;
  }
  return null;
}

const titles: Record<BackendName, string> = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'JavaScript' };

function why(then: BackendName, now: BackendName): string {
  const pair = `Measured on ${titles[then]} then and on ${titles[now]} now`;
  return then === 'webgpu' || now === 'webgpu'
    ? `${pair}: a GPU rounds exp, tanh and divisions in its own way`
    : `${pair}, which sum in another order`;
}
