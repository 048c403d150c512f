/** What the schema of a Parquet file says of its columns: which of them are flat numbers, booleans or text. */
import type { FileMetaData, SchemaElement } from 'hyparquet';
import type { DatasetWarning, DType } from '../../protocol/datasets';

export interface ParquetColumn {
  name: string;
  kind: 'number' | 'text';
  dtype: DType;
  element: SchemaElement;
  /** Where its values are among the columns of a row group, which are the leaves of the schema. */
  leaf: number;
}

/** Every column that can be read, and a remark about each that cannot. */
export function columnsOf({ schema }: FileMetaData): { columns: ParquetColumn[]; notes: DatasetWarning[] } {
  const columns: ParquetColumn[] = [];
  const notes: DatasetWarning[] = [];
  let leaf = 0;
  // The schema is a tree in preorder; its root has the table's columns as children.
  for (let index = 1; index < schema.length; ) {
    const element = schema[index]!;
    const type = typeOf(element);
    if (type) columns.push({ name: element.name, ...type, element, leaf });
    else
      notes.push({
        code: 'skipped',
        message: `\`${element.name}\` was left out: it holds ${contentOf(element)}`,
      });
    const next = afterSubtree(schema, index);
    for (; index < next; index++) if (!schema[index]!.num_children) leaf++;
  }
  return { columns, notes };
}

function afterSubtree(schema: readonly SchemaElement[], index: number): number {
  let next = index + 1;
  for (let child = 0; child < (schema[index]!.num_children ?? 0); child++) next = afterSubtree(schema, next);
  return next;
}

type ColumnType = Pick<ParquetColumn, 'kind' | 'dtype'>;

const floats: ColumnType = { kind: 'number', dtype: 'float64' };

function typeOf(element: SchemaElement): ColumnType | null {
  const { type, repetition_type: repetition, converted_type: converted, logical_type: logical } = element;
  if (element.num_children || repetition === 'REPEATED') return null;
  const annotation = logical?.type ?? converted;
  const isTime = annotation !== undefined && /DATE|TIME|INTERVAL/.test(annotation);
  if (isTime || type === 'INT96') return null;
  switch (type) {
    case 'BOOLEAN':
      return { kind: 'number', dtype: repetition === 'REQUIRED' ? 'bool' : 'float32' };
    case 'INT32':
    case 'INT64':
      return annotation === 'DECIMAL' ? floats : { kind: 'number', dtype: 'float64' };
    case 'FLOAT':
      return { kind: 'number', dtype: 'float32' };
    case 'DOUBLE':
      return floats;
    case 'BYTE_ARRAY':
      if (annotation === 'DECIMAL') return floats;
      return annotation === 'UTF8' || annotation === 'STRING' || annotation === 'ENUM'
        ? { kind: 'text', dtype: 'int32' }
        : null;
    case 'FIXED_LEN_BYTE_ARRAY':
      if (annotation === 'DECIMAL') return floats;
      return annotation === 'FLOAT16' ? { kind: 'number', dtype: 'float32' } : null;
    default:
      return null;
  }
}

function contentOf({
  num_children: children,
  repetition_type: repetition,
  type,
  ...rest
}: SchemaElement): string {
  if (children) return 'nested values';
  if (repetition === 'REPEATED') return 'lists';
  const annotation = rest.logical_type?.type ?? rest.converted_type;
  return `values of type ${annotation ?? type}`;
}
