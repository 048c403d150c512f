/**
 * Balls and rods as squares that face the reader, each pixel of which finds its own place on the surface: exact at
 * every zoom, at four corners a shape. The projection is orthographic, so both are solved in closed form.
 */
import { strongestFade } from './camera';
import { halfway, leastRadius, light, material, outlineStrength } from './shading';
import type { Vector } from './structure';

const number = (value: number) => value.toFixed(6);
const vector = (parts: Vector) => `vec3(${parts.map(number).join(', ')})`;

/** In view coordinates, as `camera.ts` has them; pixels are CSS pixels. */
const common = `
precision highp float;
uniform mat3 turn;
uniform vec3 pivot;
uniform vec2 pan;
uniform vec2 size;
uniform float scale;
uniform float depth;
vec3 viewed(vec3 place) { return turn * (place - pivot) + vec3(pan, 0.0); }
`;

const shade = `
precision highp float;
uniform float depth;
uniform float scale;
uniform float relief;
uniform float opacity;
uniform float outline;
uniform float fadeDepth;
uniform vec3 surface;
uniform vec3 outlineColour;
uniform vec3 signInk;
out vec4 result;

vec3 shaded(vec3 colour, vec3 normal) {
  float lit = ${number(material.ambient)} + ${number(material.diffuse)} * max(0.0, dot(normal, ${vector(light)}));
  float shine = ${number(material.gloss)} * pow(max(0.0, dot(normal, ${vector(halfway)})), ${number(material.sharpness)});
  return min(vec3(1.0), colour * mix(1.0, lit, relief) + relief * shine);
}

/* edge: pixels inwards from the silhouette. */
vec3 outlined(vec3 lit, vec3 colour, float edge) {
  float part = outline > 0.0 ? 1.0 - smoothstep(outline - 0.5, outline + 0.5, edge) : 0.0;
  return mix(lit, mix(colour, outlineColour, ${number(outlineStrength)}), part);
}

void place(float z) { gl_FragDepth = 0.5 - 0.5 * z / depth; }

vec3 faded(vec3 colour, float z) {
  return mix(colour, surface, ${number(strongestFade)} * clamp(-z / fadeDepth, 0.0, 1.0));
}
`;

export const ballVertex = `
${common}
in vec2 corner;
in vec3 centre;
in float radius;
in vec3 colour;
in float sign_;
out vec2 at;
out float pixels;
out float middle;
out vec3 base;
out float mark;
void main() {
  vec3 place = viewed(centre);
  pixels = max(radius * scale, ${number(leastRadius)});
  at = corner * (1.0 + 1.0 / pixels);
  middle = place.z;
  base = colour;
  mark = sign_;
  gl_Position = vec4(2.0 * (place.xy * scale + at * pixels) / size, 0.0, 1.0);
}
`;

export const ballFragment = `
${shade}
in vec2 at;
in float pixels;
in float middle;
in vec3 base;
in float mark;
void main() {
  float away = length(at);
  float cover = clamp((1.0 - away) * pixels + 0.5, 0.0, 1.0);
  if (cover <= 0.0) discard;
  vec3 normal = vec3(at, sqrt(max(0.0, 1.0 - away * away)));
  vec3 colour = outlined(shaded(base, normal), base, (1.0 - away) * pixels);
  if (mark != 0.0) {
    vec2 p = abs(at);
    bool level = p.x < 0.5 && p.y < 0.12;
    bool upright = mark > 0.0 && p.y < 0.5 && p.x < 0.12;
    if (level || upright) colour = signInk;
  }
  float z = middle + normal.z * pixels / scale;
  place(z);
  float solid = outline > 0.0 ? 1.0 - smoothstep(outline - 0.5, outline + 0.5, (1.0 - away) * pixels) : 0.0;
  result = vec4(faded(colour, middle), cover * mix(opacity, 1.0, solid));
}
`;

/** A rod's square runs along its projection; `along` is measured on that, `across` in radii. */
export const rodVertex = `
${common}
in vec2 corner;
in vec3 start;
in vec3 end;
in float radius;
in vec3 colour;
out float across;
out float along;
flat out vec3 axis;
flat out vec2 level;
flat out float startZ;
flat out float rodLength;
flat out float thick;
flat out vec3 base;
void main() {
  vec3 from = viewed(start);
  vec3 whole = viewed(end) - from;
  rodLength = length(whole);
  axis = whole / max(rodLength, 1e-6);
  float shown = length(axis.xy);
  level = shown > 1e-4 ? axis.xy / shown : vec2(1.0, 0.0);
  vec2 side = vec2(-level.y, level.x);
  thick = max(radius, ${number(leastRadius / 2)} / scale);
  float margin = thick + 1.0 / scale;
  along = mix(-margin, rodLength * shown + margin, corner.x * 0.5 + 0.5);
  across = corner.y * margin / thick;
  startZ = from.z;
  base = colour;
  vec2 at = from.xy + level * along + side * across * thick;
  gl_Position = vec4(2.0 * at * scale / size, 0.0, 1.0);
}
`;

export const rodFragment = `
${shade}
in float across;
in float along;
flat in vec3 axis;
flat in vec2 level;
flat in float startZ;
flat in float rodLength;
flat in float thick;
flat in vec3 base;
void main() {
  float pixels = thick * scale;
  float cover = clamp((1.0 - abs(across)) * pixels + 0.5, 0.0, 1.0);
  float shown = length(axis.xy);
  if (cover <= 0.0 || shown < 1e-3) discard;
  float towards = sqrt(max(0.0, 1.0 - across * across));
  /* The surface bulges towards the reader, which on a slanted rod is also along its projection. */
  float t = (along + thick * towards * axis.z) / shown;
  if (t < 0.0 || t > rodLength) discard;
  float z = startZ + t * axis.z + thick * towards * shown;
  vec3 normal = vec3(level * -axis.z * towards + vec2(-level.y, level.x) * across, shown * towards);
  vec3 colour = pixels < 2.0 ? base : outlined(shaded(base, normal), base, (1.0 - abs(across)) * pixels);
  place(z);
  result = vec4(faded(colour, z), cover);
}
`;
