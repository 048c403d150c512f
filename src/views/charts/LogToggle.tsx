/** Logarithmic axis, on or off. */
import { useId } from 'react';
import { chartPreferences } from '../../store/chartPreferences';
import { Toggle } from '../controls/Toggle';
import { Tooltip } from '../controls/Tooltip';
import styles from './ChartTools.module.css';
import { useChartPreferences } from './useChartPreferences';

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
