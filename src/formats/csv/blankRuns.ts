/** Columns that stand apart by runs of blanks, as in aligned tables: each run becomes a tab, as bytes go by. */

const SPACE = 32;
const TAB = 9;
const LF = 10;
const CR = 13;
const QUOTE = 34;

/** @returns what makes of each piece one in which cells stand apart by one tab; blanks at the ends of lines are gone. */
export function createBlankRuns(): (piece: Uint8Array) => Uint8Array {
  let isStart = true;
  let isPending = false;
  let isQuoted = false;
  return (piece) => {
    // A pending tab of the piece before is the one byte that may come on top.
    const out = new Uint8Array(piece.length + 1);
    let length = 0;
    for (const byte of piece) {
      if (!isQuoted && (byte === SPACE || byte === TAB)) {
        isPending = !isStart;
        continue;
      }
      const isBreak = byte === LF || byte === CR;
      if (!isQuoted && isBreak) {
        isPending = false;
        isStart = true;
        out[length++] = byte;
        continue;
      }
      if (byte === QUOTE && (isQuoted || isPending || isStart)) isQuoted = !isQuoted;
      if (isPending) out[length++] = TAB;
      isPending = false;
      isStart = false;
      out[length++] = byte;
    }
    return out.subarray(0, length);
  };
}
