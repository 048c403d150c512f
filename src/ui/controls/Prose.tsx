/** A sentence whose names stand between backticks, shown as code: "Rows 3 and 17 of `y` are empty". */
import { Name } from './Name';

/** Longer than what anybody types: a name out of a file. */
const LONG = 120;

export function Prose({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: a part of a sentence is its place.
    index % 2 === 1 ? <code key={index}>{part.length > LONG ? <Name of={part} /> : part}</code> : part,
  );
}
