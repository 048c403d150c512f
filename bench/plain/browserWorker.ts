/** The plain contender in a web worker. */

import { serve } from '../measure/serve';
import { webWorkerPort } from '../measure/webWorkerPort';
import { openPlain } from './contender';

serve(webWorkerPort(), openPlain);
