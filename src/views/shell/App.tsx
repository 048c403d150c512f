/** The whole page: routes around one frame. The address names the place, so back and reload work. */
import { createBrowserRouter, Navigate, RouterProvider } from 'react-router';
import { TooltipProvider } from '../controls/Tooltip';
import { Frame } from './Frame';
import { PlaceError } from './PlaceError';

const router = createBrowserRouter([
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
            path: 'configure',
            lazy: async () => ({ Component: (await import('../configure/ConfigurePlace')).ConfigurePlace }),
          },
          { path: '*', element: <Navigate to="/data" replace /> },
        ],
      },
    ],
    HydrateFallback: () => null,
  },
]);

export function App() {
  return (
    <TooltipProvider>
      <RouterProvider router={router} />
    </TooltipProvider>
  );
}
