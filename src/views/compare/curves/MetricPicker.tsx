/** Which metrics are drawn: any number, from a list that can be searched. */
import { ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { Button } from '../../../ui/controls/Button';
import { Checkbox } from '../../../ui/controls/Checkbox';
import { TextField } from '../../../ui/controls/TextField';
import styles from './Curves.module.css';
import { type OfferedMetric, offeredTitle } from './metricChoice';

export interface MetricPickerProps {
  offered: readonly OfferedMetric[];
  chosen: readonly OfferedMetric[];
  /** Keys, in the order of the list. */
  onChoose: (keys: string[]) => void;
}

/** From so many on there is a field to search them by. */
const many = 9;

export function MetricPicker({ offered, chosen, onChoose }: MetricPickerProps) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = offered.filter((one) => offeredTitle(one).toLowerCase().includes(wanted));
  const names = chosen.length === 1 && chosen[0] ? offeredTitle(chosen[0]) : `${chosen.length} metrics`;

  function toggle(one: OfferedMetric, isOn: boolean): void {
    const next = offered.filter((other) => (other === one ? isOn : chosen.includes(other)));
    // Nothing to draw is no choice: the last one stays.
    if (next.length > 0) onChoose(next.map(({ key }) => key));
  }

  return (
    <Popover.Root onOpenChange={() => setText('')}>
      <Popover.Trigger asChild>
        <Button icon={<ChevronDown />} aria-label={`Metrics to draw: ${names}`}>
          {names}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.picker}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Metrics to draw"
        >
          {offered.length >= many && (
            <TextField
              type="search"
              aria-label="Search metrics"
              placeholder="Search"
              value={text}
              onValue={setText}
            />
          )}
          <div className={styles.choices}>
            {shown.map((one) => (
              <Checkbox key={one.key} checked={chosen.includes(one)} onValue={(isOn) => toggle(one, isOn)}>
                {offeredTitle(one)}
              </Checkbox>
            ))}
            {shown.length === 0 && <p className={styles.words}>No metric has “{text}” in its name.</p>}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
