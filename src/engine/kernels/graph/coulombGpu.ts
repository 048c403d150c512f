/** The kernels of `coulomb.ts` on WebGPU: a thread a point, and for the gradient a workgroup a charge. */
import { sizeOf } from '../../../formats/arrays';
import { registerGpuKernel } from '../program/gpuKernel';
import { BOHRS_PER_ANGSTROM, GRADIENT, LEAST_SQUARE, POTENTIAL } from './coulombNames';

/** The points of a charge are shared among so many threads. */
const THREADS = 64;

registerGpuKernel(
  POTENTIAL,
  ['charges', 'places', 'points', 'pointSegment', 'atomOffsets'],
  ([charges = [], , points = []]) => ({
    outputShape: points.slice(0, 1),
    key: `${charges[1]}`,
    body: `
  if (index >= uniforms.size) { return; }
  let segment = pointSegment[index];
  let point = vec3f(points[3 * index], points[3 * index + 1], points[3 * index + 2]);
  // For padding, −1, both are the first offset.
  let first = atomOffsets[max(segment, 0)] * ${charges[1]};
  let end = atomOffsets[segment + 1] * ${charges[1]};
  var sum = 0.0;
  for (var i = first; i < end; i++) {
    let apart = point - vec3f(places[3 * i], places[3 * i + 1], places[3 * i + 2]);
    sum += charges[i] * inverseSqrt(max(dot(apart, apart), ${LEAST_SQUARE}));
  }
  result[index] = sum * ${1 / BOHRS_PER_ANGSTROM};`,
  }),
);

// With the outputs eight arrays, which is all that every device allows.
registerGpuKernel(
  GRADIENT,
  ['charges', 'places', 'points', 'dy', 'pointOffsets', 'atomSegment'],
  ([charges = [], places = []]) => ({
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
  // For padding, −1, both are the first offset.
  let first = pointOffsets[max(segment, 0)];
  let end = pointOffsets[segment + 1];
  var part = vec4f();
  for (var i = first + lane; i < end; i += ${THREADS}) {
    let apart = vec3f(points[3 * i], points[3 * i + 1], points[3 * i + 2]) - place;
    let square = dot(apart, apart);
    let inverse = inverseSqrt(max(square, ${LEAST_SQUARE}));
    let pull = select(0.0, inverse * inverse, square > ${LEAST_SQUARE});
    part += dy[i] * inverse * vec4f(pull * apart, 1.0);
  }
  parts[lane] = part;
  workgroupBarrier();
  if (lane == 0 && workgroup < uniforms.size) {
    for (var i = 1; i < ${THREADS}; i++) { part += parts[i]; }
    let sum = part * ${1 / BOHRS_PER_ANGSTROM};
    let charge = charges[workgroup];
    ofCharges[workgroup] = sum.w;
    ofPlaces[3 * workgroup] = charge * sum.x;
    ofPlaces[3 * workgroup + 1] = charge * sum.y;
    ofPlaces[3 * workgroup + 2] = charge * sum.z;
  }`,
  }),
);
