/** A short piece of a line, as the chart draws it. */
export function LineSwatch({ colour, dashed }: { colour: string; dashed?: boolean }) {
  return (
    <svg width="18" height="8" aria-hidden="true">
      <line
        x1="1"
        x2="17"
        y1="4"
        y2="4"
        stroke={colour}
        strokeWidth="2"
        strokeDasharray={dashed ? '4 3' : undefined}
      />
    </svg>
  );
}
