/** One row of the columns table: a group, an array or one of its columns, with its roles and numbers. */
import { ChevronDown, ChevronRight } from 'lucide-react';
import type { DatasetRecord } from '../../../protocol/datasets';
import { StatisticsCells } from '../../../ui/charts/StatisticsCells';
import styles from '../../../ui/charts/StatisticsRow.module.css';
import { Checkbox } from '../../../ui/controls/Checkbox';
import { Name } from '../../../ui/controls/Name';
import { count, shape } from '../../../ui/format/quantities';
import { assign, partOf, type Role, type Roles } from '../roles';
import type { SheetRow } from './sheetRows';
import { chooseRoles } from './useRoles';

export interface ColumnRowProps {
  row: SheetRow;
  dataset: DatasetRecord;
  roles: Roles;
  /** Folds or unfolds an array. */
  onToggle: (name: string) => void;
}

const columns = 11;

export function ColumnRow({ row, dataset, roles, onToggle }: ColumnRowProps) {
  const indent = { paddingLeft: `${row.depth * 16 + 4}px` };
  if (row.kind === 'group') {
    return (
      <tr>
        <th scope="rowgroup" colSpan={columns} className={styles.group}>
          <Name of={row.name} />
        </th>
      </tr>
    );
  }
  if (row.kind === 'rest') {
    return (
      <tr>
        <td colSpan={columns} className={styles.rest} style={indent}>
          and {count(row.count)} more columns
        </td>
      </tr>
    );
  }
  const { array } = row;
  const open = row.kind === 'array' ? row.open : null;
  return (
    <tr className={styles.row} data-kind={row.kind}>
      <th scope="row" className={styles.name} style={indent}>
        {open === null ? (
          <span className={styles.leaf}>
            <Name of={row.name} />
          </span>
        ) : (
          <button
            type="button"
            className={styles.fold}
            aria-expanded={open}
            onClick={() => onToggle(array.name)}
          >
            {open ? <ChevronDown aria-hidden="true" /> : <ChevronRight aria-hidden="true" />}
            <Name of={row.name} />
          </button>
        )}
      </th>
      <RoleCell row={row} of="inputs" dataset={dataset} roles={roles} />
      <RoleCell row={row} of="targets" dataset={dataset} roles={roles} />
      <td className={styles.type}>
        {row.kind === 'array' && (
          <>
            {array.categories ? `text, ${count(array.categories.length)} values` : array.dtype}{' '}
            <span className={styles.shape}>{shape(array.shape)}</span>
          </>
        )}
      </td>
      {row.statistics ? <StatisticsCells statistics={row.statistics} /> : <td colSpan={7} />}
    </tr>
  );
}

interface RoleCellProps {
  row: Extract<SheetRow, { kind: 'array' | 'column' }>;
  of: Role;
  dataset: DatasetRecord;
  roles: Roles;
}

function RoleCell({ row, of: role, dataset, roles }: RoleCellProps) {
  const names = new Set(roles[role]);
  const { array } = row;
  const part =
    row.kind === 'array'
      ? partOf(array, names, roles.transpose)
      : names.has(array.name) || names.has(row.statistics.name)
        ? 'all'
        : 'none';
  const whole = row.kind === 'array' ? null : [row.statistics.name];
  return (
    <td className={styles.role}>
      <Checkbox
        checked={part === 'all'}
        mixed={part === 'some'}
        label={`Use ${row.kind === 'array' ? array.name : row.statistics.name} as ${role === 'inputs' ? 'input' : 'target'}`}
        onValue={(on) => chooseRoles(dataset, assign(dataset, roles, role, array, whole, on))}
      />
    </td>
  );
}
