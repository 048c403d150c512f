/** Routes around one frame. The address names the place, so back and reload work; each place is loaded when it is shown. */
import { createBrowserRouter, Navigate, useRouteError } from 'react-router';
import { AnnealError } from '../../protocol/errors';
import { Button } from '../../ui/controls/Button';
import { Notice } from '../../ui/controls/Notice';
import { Frame } from './Frame';

export const router = createBrowserRouter(
  [
    {
      path: '/',
      element: <Frame />,
      children: [
        {
          errorElement: <PlaceError />,
          children: [
            { index: true, element: <Navigate to="/data" replace /> },
            {
              path: 'data/:fingerprint?',
              lazy: async () => ({ Component: (await import('../data/DataPlace')).DataPlace }),
            },
            {
              path: 'configure/:fingerprint?',
              lazy: async () => ({ Component: (await import('../configure/ConfigurePlace')).ConfigurePlace }),
            },
            {
              path: 'train/:runId?',
              lazy: async () => ({ Component: (await import('../train/TrainPlace')).TrainPlace }),
            },
            {
              path: 'runs',
              lazy: async () => ({ Component: (await import('../runs/RunsPlace')).RunsPlace }),
            },
            {
              path: 'analyse/:runId?',
              lazy: async () => ({ Component: (await import('../analyse/AnalysePlace')).AnalysePlace }),
            },
            {
              path: 'storage',
              lazy: async () => ({ Component: (await import('../storage/StoragePlace')).StoragePlace }),
            },
            { path: '*', element: <Navigate to="/data" replace /> },
          ],
        },
      ],
      HydrateFallback: () => null,
    },
  ],
  { basename: import.meta.env.BASE_URL },
);

/** A place that could not be shown. What is stored and what trains in the worker is not touched by this. */
function PlaceError() {
  const error = AnnealError.from(useRouteError()).toJSON();
  return (
    <Notice tone="bad" title="This place could not be shown" error={error}>
      <p>Data, runs and checkpoints are kept.</p>
      <Button onClick={() => location.reload()}>Reload</Button>
    </Notice>
  );
}
