/** The data worker: opens files, describes them and stores datasets, off the page's thread and free to be killed. */
import { z } from 'zod';
import { removeOrphanedArrays } from '../storage/datasets';
import type { DataRequests, ImportProgress } from './dataCommands';
import { importFiles, inspectFiles } from './importFiles';
import { serveRequests, type WorkerScope } from './serveRequests';
import { throttle } from './throttle';

const dropped = z.object({ files: z.array(z.instanceof(File)), paths: z.array(z.string()).optional() });
const pair = z.object({ image: z.string(), mask: z.string().nullable() });

// An import that was killed may have left arrays behind. What matters more is the one that waits now.
const tidied = removeOrphanedArrays().catch(() => {});

// The DOM's types know no worker scope; `self` is one here.
const scope = self as unknown as WorkerScope;

serveRequests<DataRequests>(scope, {
  inspect: {
    schema: dropped,
    handle: (argument, context) => inspectFiles(argument, throttle<ImportProgress>(context.progress)),
  },
  import: {
    schema: dropped.extend({
      names: z.array(z.array(z.string()).nullable()).optional(),
      datasetName: z.string().optional(),
      pairs: z.array(pair).optional(),
    }),
    async handle({ files, paths, ...choice }, context) {
      await tidied;
      return importFiles({ files, paths }, choice, throttle<ImportProgress>(context.progress));
    },
  },
});
