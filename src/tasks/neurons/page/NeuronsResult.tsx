/** The analysis of a model of neurons: its units, the worst first. */
import type { AnalysisProps } from '../../page';
import type { NeuronsAnalysis } from '../analysis/neuronsAnalysis';

export function NeuronsResult({ analysis }: AnalysisProps<NeuronsAnalysis>) {
  return (
    <ul>
      {analysis.sessions.map(({ name, bps }) => (
        <li key={name}>
          {name}: {bps.toFixed(4)} bits per spike
        </li>
      ))}
    </ul>
  );
}
