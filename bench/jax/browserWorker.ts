/** The jax contender in a web worker. */

import { serve } from '../measure/serve';
import { webWorkerPort } from '../measure/webWorkerPort';
import { openJax } from './contender';

serve(webWorkerPort(), openJax);
