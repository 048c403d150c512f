/** Logarithmic axis, on or off. */
import { useId } from 'react';
import { chartPreferences } from '../../store/chartPreferences';
import { useChartPreferences } from '../../store/react/useChartPreferences';
import styles from '../../ui/charts/ChartTools.module.css';
import { Toggle } from '../../ui/controls/Toggle';
import { Tooltip } from '../../ui/controls/Tooltip';

export function LogToggle() {
  const id = useId();
  const logY = useChartPreferences((preferences) => preferences.logY);
  return (
    <Tooltip text="Logarithmic axis, where every value is above zero" shortcut="l">
      <span className={styles.toggle}>
        <label htmlFor={id}>log y</label>
        <Toggle id={id} checked={logY} onValue={(checked) => chartPreferences.setState({ logY: checked })} />
      </span>
    </Tooltip>
  );
}
