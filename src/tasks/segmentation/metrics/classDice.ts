/** Names of the metrics that hold the Dice of one foreground class. Loaded by the page, too. */

export function classDiceName(className: string): string {
  return `dice[${className}]`;
}

/** The foreground classes that metrics tell of one by one; none where there is but one. */
export function classesOfMetrics(metricNames: readonly string[]): string[] {
  return metricNames.flatMap((name) => /^dice\[(.*)\]$/s.exec(name)?.[1] ?? []);
}
