/** What the places that need a run show before there is one: a sample to train with one click. */

import { EmptyState } from '../../ui/controls/EmptyState';
import { Samples } from '../data/Samples';

export function NoRuns({ title }: { title: string }) {
  return (
    <EmptyState alone title={title} action={<Samples />}>
      Drop a file anywhere to train on your own data.
    </EmptyState>
  );
}
