/** Text as LaTeX sets it: nothing in it acts as a command. */

const commands = new Map([
  ['\\', '\\textbackslash{}'],
  ['~', '\\textasciitilde{}'],
  ['^', '\\textasciicircum{}'],
  ['<', '\\textless{}'],
  ['>', '\\textgreater{}'],
  ['|', '\\textbar{}'],
  ['"', '\\textquotedbl{}'],
  ['±', '$\\pm$'],
  ['×', '$\\times$'],
  ['−', '$-$'],
  ['²', '\\textsuperscript{2}'],
]);

/** Line breaks become spaces. */
export function latexText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\~^<>|"±×−²&%$#_{}]/g, (character) => commands.get(character) ?? `\\${character}`);
}
