/** How the reader has set up the table of runs: its columns and their widths, kept in localStorage for the next visit. */
import { z } from 'zod';
import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';

/** `catch` rather than an error: a value of another version is worth no message. */
const tablePreferencesSchema = z.object({
  /** Keys in their order; null as long as nobody chooses. */
  columns: z.array(z.string()).nullable().catch(null),
  /** Pixels, by key of a column. A list, since a key may be `__proto__`. */
  widths: z.array(z.tuple([z.string(), z.number().min(48).max(2000)])).catch([]),
});
export type TablePreferences = z.infer<typeof tablePreferencesSchema>;

export const tablePreferences = createStore<TablePreferences>()(
  persist(() => tablePreferencesSchema.parse({}), {
    name: 'anneal.runs',
    storage: createJSONStorage(() => localStorage),
    merge: (kept, current) => {
      const parsed = tablePreferencesSchema.safeParse(kept);
      return parsed.success ? parsed.data : current;
    },
  }),
);

export function chooseColumns(columns: string[] | null): void {
  tablePreferences.setState({ columns });
}

/** Narrower columns show nothing, wider ones leave no room for others. */
export const columnWidths = { least: 64, most: 1200 };

export function resizeColumn(key: string, width: number): void {
  const kept = Math.round(Math.min(columnWidths.most, Math.max(columnWidths.least, width)));
  tablePreferences.setState(({ widths }) => ({
    widths: [...widths.filter(([other]) => other !== key), [key, kept]],
  }));
}

/** All columns as they begin, and as wide. */
export function resetColumns(): void {
  tablePreferences.setState({ columns: null, widths: [] });
}
