/** The classes of masks with their colours; the background, which has none, is left out. */
import { ColourLegend } from './ColourLegend';
import { classColour } from './colours';

export function ClassLegend({ classes }: { classes: readonly string[] }) {
  const meanings = classes.slice(1).map((name, index) => ({ name, colour: classColour(index + 1) }));
  return <ColourLegend label="Classes" meanings={meanings} />;
}
