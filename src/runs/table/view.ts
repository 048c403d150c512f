/** How the table of runs is looked at, and how the address says it. What else the address says is left as it is. Pure. */
import type { SortKey } from './order';

/** Which spread stands behind the mean of a group. */
export const spreads = ['sd', 'se', 'range', 'mean'] as const;
export type SpreadName = (typeof spreads)[number];

export interface TableView {
  filter: string;
  sort: SortKey[];
  /** Keys in their order; null as long as nobody chooses. */
  columns: string[] | null;
  /** Key of a column; null for none. */
  group: string | null;
  spread: SpreadName;
  /** Whether archived runs are shown. */
  archived: boolean;
  /** Beginning of an id. */
  baseline: string | null;
  /** Beginnings of ids, as `shortIds` makes them. */
  chosen: string[];
}

export const newestFirst: SortKey = { column: 'created', descending: true };

export function readView(address: URLSearchParams): TableView {
  const sort = list(address.get('sort')).map((text) => ({
    column: text.replace(/^-/, ''),
    descending: text.startsWith('-'),
  }));
  const columns = address.get('columns');
  return {
    filter: address.get('filter') ?? '',
    sort: sort.length > 0 ? sort : [newestFirst],
    columns: columns === null ? null : list(columns),
    group: address.get('group') || null,
    spread: spreads.find((name) => name === address.get('spread')) ?? 'sd',
    archived: address.has('archived'),
    baseline: address.get('baseline') || null,
    chosen: list(address.get('chosen')),
  };
}

/** The address with some of it changed; what is as it begins is not named. */
export function writeView(address: URLSearchParams, change: Partial<TableView>): URLSearchParams {
  const next = new URLSearchParams(address);
  const put = (name: keyof TableView, text: string | null) => {
    if (!(name in change)) return;
    if (text) next.set(name, text);
    else next.delete(name);
  };
  const sort = change.sort?.map(({ column, descending }) => (descending ? `-${column}` : column)) ?? [];
  const isNewest = sort.length === 1 && sort[0] === `-${newestFirst.column}`;
  put('filter', change.filter ?? null);
  put('sort', isNewest ? null : listText(sort));
  put('columns', change.columns ? listText(change.columns) : null);
  put('group', change.group ?? null);
  put('spread', change.spread === 'sd' ? null : (change.spread ?? null));
  put('archived', change.archived ? 'yes' : null);
  put('baseline', change.baseline ?? null);
  put('chosen', change.chosen ? listText(change.chosen) : null);
  return next;
}

/** Commas part what is listed; one within a name is written as %2C, and % as %25. */
const listText = (items: readonly string[]) =>
  items.map((item) => item.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');

const list = (text: string | null): string[] =>
  (text ?? '')
    .split(',')
    .filter(Boolean)
    .map((item) => item.replaceAll('%2C', ',').replaceAll('%25', '%'));

/** Characters of an id that usually set it apart. */
const shortest = 8;

/** The beginning of each id that no other begins with, of eight characters at least. */
export function shortIds(ids: readonly string[]): Map<string, string> {
  const sorted = ids.toSorted();
  const common = (a: string, b = '') => {
    let length = 0;
    while (length < a.length && a[length] === b[length]) length++;
    return length;
  };
  return new Map(
    sorted.map((id, i) => {
      const shared = Math.max(common(id, sorted[i - 1]), common(id, sorted[i + 1]));
      return [id, id.slice(0, Math.max(shortest, shared + 1))];
    }),
  );
}

/** The ids that begin so; one that has gone is left out, as are beginnings that do not tell two apart. */
export function wholeIds(beginnings: readonly string[], ids: readonly string[]): string[] {
  const whole = new Set(ids);
  const short = new Map([...shortIds(ids)].map(([id, beginning]) => [beginning, id]));
  return beginnings.flatMap((beginning) => {
    if (whole.has(beginning)) return [beginning];
    const known = short.get(beginning);
    if (known !== undefined) return [known];
    const found = ids.filter((id) => id.startsWith(beginning));
    return found.length === 1 ? found : [];
  });
}
