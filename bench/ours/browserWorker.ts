/** The ours contender in a web worker. */

import { serve } from '../measure/serve';
import { webWorkerPort } from '../measure/webWorkerPort';
import { openOurs } from './contender';

serve(webWorkerPort(), openOurs);
