/**
 * Colours that are painted over images. They lie on photographs, not on the page, so they are the same in both themes.
 * Errors differ in lightness as well as in hue: `colours.test.ts` looks at them through three kinds of colour blindness.
 */

export type Rgb = readonly [red: number, green: number, blue: number];

/** What became of a pixel of a class, and in which words it is told. */
export const errorColours = {
  hit: [205, 240, 185],
  falseAlarm: [220, 60, 10],
  miss: [45, 110, 250],
  /** Of several classes: found, but of another class. */
  mixedUp: [240, 150, 225],
} as const satisfies Record<string, Rgb>;

/** Okabe–Ito, its own order begun at blue, as the series of the charts; light enough for dark images. */
const classes: readonly Rgb[] = [
  [74, 168, 224],
  [240, 127, 46],
  [222, 146, 188],
  [201, 209, 217],
  [240, 172, 31],
  [124, 199, 242],
  [34, 185, 140],
  [239, 228, 90],
];

/** @param index of the class; 0 is the background and has no colour of its own. */
export function classColour(index: number): Rgb {
  return classes[(index - 1 + classes.length) % classes.length]!;
}

export function cssColour([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}
