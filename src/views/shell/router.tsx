/** Routes around one frame. The address names the place, so back and reload work; each place is loaded when it is shown. */
import { createBrowserRouter, Navigate, useLocation, useNavigate, useRouteError } from 'react-router';
import { AnnealError } from '../../protocol/errors';
import { Button } from '../../ui/controls/Button';
import { Notice } from '../../ui/controls/Notice';
import { Frame } from './Frame';
import { lazyPlace, WhatIsKept } from './lazyPlace';

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
              lazy: lazyPlace(
                () => import('../data/DataPlace'),
                ({ DataPlace }) => DataPlace,
              ),
            },
            {
              path: 'configure/:fingerprint?',
              lazy: lazyPlace(
                () => import('../configure/ConfigurePlace'),
                ({ ConfigurePlace }) => ConfigurePlace,
              ),
            },
            {
              path: 'train/:runId?',
              lazy: lazyPlace(
                () => import('../train/TrainPlace'),
                ({ TrainPlace }) => TrainPlace,
              ),
            },
            {
              path: 'runs',
              lazy: lazyPlace(
                () => import('../runs/RunsPlace'),
                ({ RunsPlace }) => RunsPlace,
              ),
            },
            {
              path: 'analyse/:runId?',
              lazy: lazyPlace(
                () => import('../analyse/AnalysePlace'),
                ({ AnalysePlace }) => AnalysePlace,
              ),
            },
            {
              path: 'storage',
              lazy: lazyPlace(
                () => import('../storage/StoragePlace'),
                ({ StoragePlace }) => StoragePlace,
              ),
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

/** A place that could not be shown. It is shown again on request: a reload would end a training. */
function PlaceError() {
  const error = AnnealError.from(useRouteError()).toJSON();
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  return (
    <Notice tone="bad" title="This place could not be shown" error={error}>
      <WhatIsKept />
      <Button onClick={() => void navigate(pathname + search, { replace: true })}>Try again</Button>
    </Notice>
  );
}
