/** The whole page: the router, and what every control needs around it. */
import { RouterProvider } from 'react-router';
import { TooltipProvider } from '../../ui/controls/Tooltip';
import { router } from './router';

export function App() {
  return (
    <TooltipProvider>
      <RouterProvider router={router} />
    </TooltipProvider>
  );
}
