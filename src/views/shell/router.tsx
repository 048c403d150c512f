/** Routes around one frame. The address names the place, so back and reload work; each place is loaded when it is shown. */
import { createBrowserRouter, Navigate } from 'react-router';
import { Frame } from './Frame';
import { PlaceError } from './PlaceError';

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
            { path: '*', element: <Navigate to="/data" replace /> },
          ],
        },
      ],
      HydrateFallback: () => null,
    },
  ],
  { basename: import.meta.env.BASE_URL },
);
