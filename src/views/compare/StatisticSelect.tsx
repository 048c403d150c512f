/** Which value of a metric's course stands for a run. */
import { useId } from 'react';
import { type Statistic, statistics } from '../../runs/comparison/metricTable';
import { statisticWords } from '../../runs/comparison/variables';
import tools from '../../ui/charts/ChartTools.module.css';
import { Select } from '../../ui/controls/Select';

export function StatisticSelect({
  value,
  onValue,
}: {
  value: Statistic;
  onValue: (value: Statistic) => void;
}) {
  const id = useId();
  return (
    <span className={tools.toggle}>
      <label htmlFor={id}>value</label>
      <Select
        id={id}
        value={value}
        options={statistics.map((one) => ({ value: one, label: statisticWords[one] }))}
        onValue={(chosen) => {
          const statistic = statistics.find((one) => one === chosen);
          if (statistic) onValue(statistic);
        }}
      />
    </span>
  );
}
