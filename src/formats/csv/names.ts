/** The names of the columns of a text table. */

/** Names from the header; `c0`, `c1`, … where there is none, and `.1`, `.2` behind repetitions. */
export function columnNames(header: readonly string[]): string[] {
  const used = new Set<string>();
  return header.map((cell, index) => {
    const wanted = cell || `c${index}`;
    let name = wanted;
    for (let copy = 1; used.has(name); copy++) name = `${wanted}.${copy}`;
    used.add(name);
    return name;
  });
}
