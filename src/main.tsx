/** Mounts the studio. */
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './views/styles/tokens.css';
import './views/styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './views/shell/App';
import { applyTheme, readTheme } from './views/shell/theme';

applyTheme(readTheme()); // before the first paint

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
