/** A place that could not be shown. What is stored and what trains in the worker is not touched by this. */
import { useRouteError } from 'react-router';
import { AnnealError } from '../../protocol/errors';
import { Button } from '../../ui/controls/Button';
import { Notice } from '../../ui/controls/Notice';

export function PlaceError() {
  const error = AnnealError.from(useRouteError()).toJSON();
  return (
    <Notice tone="bad" title="This place could not be shown" error={error}>
      <p>Data, runs and checkpoints are kept.</p>
      <Button onClick={() => location.reload()}>Reload</Button>
    </Notice>
  );
}
