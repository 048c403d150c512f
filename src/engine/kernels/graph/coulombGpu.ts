/** The kernels of `coulomb.ts` on WebGPU: a thread a point, and for the gradient a workgroup a charge. */
import { sizeOf } from '../../../formats/arrays';
import { registerGpuKernel } from '../program/gpuKernel';
import {
  BOHRS_PER_ANGSTROM,
  GRADIENT,
  gradientInputs,
  LEAST_SQUARE,
  POTENTIAL,
  potentialInputs,
} from './coulombNames';

/** The points of a charge are shared among so many threads, a power of two. */
const THREADS = 64;

/** Those that the programs bind; eight arrays are all that every device allows. */
const read = (names: readonly string[], unread: string) => names.filter((name) => name !== unread);

registerGpuKernel(POTENTIAL, read(potentialInputs, 'pointOffsets'), ([charges = [], , points = []]) => ({
  outputShape: points.slice(0, 1),
  key: `${charges[1]}`,
  body: `
  if (index >= uniforms.size) { return; }
  let segment = pointSegment[index];
  let point = vec3f(points[3 * index], points[3 * index + 1], points[3 * index + 2]);
  // Padding has no charges.
  let first = atomOffsets[max(segment, 0)] * ${charges[1]};
  let end = select(atomOffsets[segment + 1] * ${charges[1]}, first, segment < 0);
  var sum = 0.0;
  for (var i = first; i < end; i++) {
    let apart = point - vec3f(places[3 * i], places[3 * i + 1], places[3 * i + 2]);
    sum += charges[i] * inverseSqrt(max(dot(apart, apart), ${LEAST_SQUARE}));
  }
  result[index] = sum * ${1 / BOHRS_PER_ANGSTROM};`,
}));

registerGpuKernel(GRADIENT, read(gradientInputs, 'atomOffsets'), ([charges = [], places = []]) => ({
  outputShape: charges,
  resultName: 'ofCharges',
  moreOutputs: [{ name: 'ofPlaces', shape: places, components: 1 }],
  key: `${charges[1]}`,
  threads: THREADS,
  workgroups: sizeOf(charges),
  declarations: `var<workgroup> parts: array<vec4f, ${THREADS}>;`,
  // Σ dy·(r_g − r)/|r_g − r|³ in x, y and z of a part, Σ dy/|r_g − r| in w.
  body: `
  let lane = i32(localIndex);
  let segment = atomSegment[workgroup / ${charges[1]}];
  let place = vec3f(places[3 * workgroup], places[3 * workgroup + 1], places[3 * workgroup + 2]);
  // Padding has no points.
  let first = pointOffsets[max(segment, 0)];
  let end = select(pointOffsets[segment + 1], first, segment < 0);
  var part = vec4f();
  for (var i = first + lane; i < end; i += ${THREADS}) {
    let apart = vec3f(points[3 * i], points[3 * i + 1], points[3 * i + 2]) - place;
    let square = dot(apart, apart);
    let inverse = inverseSqrt(max(square, ${LEAST_SQUARE}));
    let pull = select(0.0, inverse * inverse, square > ${LEAST_SQUARE});
    part += dy[i] * inverse * vec4f(pull * apart, 1.0);
  }
  parts[lane] = part;
  for (var half = ${THREADS / 2}; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { parts[lane] += parts[lane + half]; }
  }
  if (lane == 0) {
    let sum = parts[0] * ${1 / BOHRS_PER_ANGSTROM};
    let charge = charges[workgroup];
    ofCharges[workgroup] = sum.w;
    ofPlaces[3 * workgroup] = charge * sum.x;
    ofPlaces[3 * workgroup + 1] = charge * sum.y;
    ofPlaces[3 * workgroup + 2] = charge * sum.z;
  }`,
}));
