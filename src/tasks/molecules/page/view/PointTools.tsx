/** Whether the points are shown, and how many of many. */
import { useMemo } from 'react';
import { Checkbox } from '../../../../ui/controls/Checkbox';
import { count } from '../../../../ui/format/quantities';
import { shownPoints } from './colours';
import { manyPoints } from './model';
import styles from './StructureView.module.css';
import type { PointCloud } from './structure';

export interface PointToolsProps {
  points: PointCloud;
  shown: boolean;
  onShown: (shown: boolean) => void;
  all: boolean;
  onAll: (all: boolean) => void;
}

export function PointTools({ points, shown, onShown, all, onAll }: PointToolsProps) {
  const total = useMemo(() => shownPoints(points).length, [points]);
  const leftOut = points.values.length - total;
  return (
    <div className={styles.points}>
      <Checkbox checked={shown} onValue={onShown}>
        {total > manyPoints && !all
          ? `${count(manyPoints)} of ${count(total)} points`
          : `${count(total)} points`}
        {leftOut > 0 && `, ${count(leftOut)} masked`}
      </Checkbox>
      {total > manyPoints && (
        <Checkbox checked={all} disabled={!shown} onValue={onAll}>
          all of them
        </Checkbox>
      )}
    </div>
  );
}
