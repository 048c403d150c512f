/** Mounts the studio. */
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './ui/styles/tokens.css';
import './ui/styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './views/shell/App';
import { openAddress } from './views/shell/openAddress';
import { router } from './views/shell/router';
import { keepOffline, reloadsForIsolation } from './views/shell/serviceWorker';
import { applyTheme, readTheme } from './views/shell/theme';
import { trustOwnScripts } from './views/shell/trustedScripts';

trustOwnScripts();
applyTheme(readTheme()); // before the first paint

if (!(await reloadsForIsolation())) {
  // The address as it was asked for: the router has not changed it yet.
  void openAddress({ ...location }, (address, options) => router.navigate(address, options));

  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  void keepOffline();
}
