/** Tensors over the course of a run: from the reports of several moments to the histograms of one tensor. Pure. */
import type { TensorReport, TensorSummary } from '../../protocol/tensors';
import type { HistogramColumn } from '../../ui/charts/HistogramHeat';

/** Of the kinds, what is there at two moments or more. */
export function kindsOver(reports: readonly TensorReport[]): string[] {
  const seen = new Map<string, number>();
  for (const { tensors } of reports) {
    for (const kind of new Set(tensors.map((tensor) => tensor.kind)))
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
  }
  return [...seen].filter(([, moments]) => moments > 1).map(([kind]) => kind);
}

/** Names of the tensors of a kind, in the order of the model. */
export function namesOver(reports: readonly TensorReport[], kind: string): string[] {
  const names = reports.flatMap(({ tensors }) =>
    tensors.filter((tensor) => tensor.kind === kind).map(({ name }) => name),
  );
  return [...new Set(names)];
}

/** The histograms of a tensor by epoch; moments where it holds no finite value are left out. */
export function histogramsOver(
  reports: readonly TensorReport[],
  { name, kind }: Pick<TensorSummary, 'name' | 'kind'>,
): HistogramColumn[] {
  return reports
    .flatMap(({ epoch, tensors }) => {
      const found = tensors.find((tensor) => tensor.name === name && tensor.kind === kind);
      if (!found || found.min === null || found.max === null || found.mean === null) return [];
      const { min, max, mean, histogram } = found;
      return [{ x: epoch, counts: histogram, min, max, mean }];
    })
    .sort((a, b) => a.x - b.x);
}

/** Reports of several sources as one course: of a moment that two have, the tensors of both. */
export function mergedReports(...sources: readonly (readonly TensorReport[])[]): TensorReport[] {
  const byStep = new Map<number, TensorReport>();
  for (const report of sources.flat()) {
    const known = byStep.get(report.step);
    const more = known
      ? report.tensors.filter(
          ({ name, kind }) => !known.tensors.some((tensor) => tensor.name === name && tensor.kind === kind),
        )
      : report.tensors;
    byStep.set(report.step, known ? { ...known, tensors: [...known.tensors, ...more] } : report);
  }
  return [...byStep.values()].sort((a, b) => a.step - b.step);
}
