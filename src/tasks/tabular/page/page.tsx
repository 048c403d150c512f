/** What tables show in the page. */
import type { TaskPage } from '../../page';
import { initialTableOptions, TableOptions } from './TableOptions';
import { TableResult } from './TableResult';
import { TableSheet } from './TableSheet';

export const tabular: TaskPage = {
  DatasetSheet: TableSheet,
  Analysis: TableResult,
  PredictionOptions: TableOptions,
  initialOptions: () => ({ ...initialTableOptions }),
};
