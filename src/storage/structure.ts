/**
 * The object stores of the database `anneal` and the numbered steps that lead to them.
 * A step is never edited once released: a new shape is a new step at the end of `structureSteps`.
 */

/**
 * - `records`: run records by run id
 * - `history`: history chunks by [run id, index]
 * - `checkpoints`: checkpoint records by checkpoint id, with the index `run`
 * - `payloads`: checkpoint bytes by checkpoint id, apart from their records so that a list never reads them
 * - `datasets`: dataset records by fingerprint
 * - `arrays`: arrays of datasets where the browser has no OPFS
 * - `settings`: single values by name
 * - `examples`: what the last validation of a run had to look at, by run id
 * - `outbox`: what waits for a server, by [run id, number], and [run id, 'state'] of its sender
 */
const firstStores = [
  'records',
  'history',
  'checkpoints',
  'payloads',
  'datasets',
  'arrays',
  'settings',
] as const;
export type StoreName = (typeof firstStores)[number] | 'examples' | 'outbox';

export type StructureStep = (database: IDBDatabase, transaction: IDBTransaction) => void;

/** Step i brings version i to version i + 1. */
export const structureSteps: readonly StructureStep[] = [
  function createStores(database) {
    for (const name of firstStores) {
      const store = database.createObjectStore(name);
      if (name === 'checkpoints') store.createIndex('run', 'runId');
    }
  },
  function createExamples(database) {
    database.createObjectStore('examples');
  },
  function createOutbox(database) {
    database.createObjectStore('outbox');
  },
];

/** Runs the steps that a database of version `from` lacks; called inside `onupgradeneeded`. */
export function upgradeStructure(
  database: IDBDatabase,
  transaction: IDBTransaction,
  from: number,
  steps: readonly StructureStep[] = structureSteps,
): void {
  for (const step of steps.slice(from)) step(database, transaction);
}
