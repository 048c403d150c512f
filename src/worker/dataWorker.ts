/** The data worker: opens files, describes them and stores datasets, off the page's thread and free to be killed. */
import { z } from 'zod';
import { removeOrphanedArrays } from '../storage/datasets';
import type { DataRequests, ImportProgress } from './dataProtocol';
import { importFiles, inspectFiles } from './importFiles';
import { serveRequests, type WorkerScope } from './serveRequests';
import { sparingly } from './sparingly';

const files = z.array(z.instanceof(File));

// An import that was killed may have left arrays behind. What matters more is the one that waits now.
const tidied = removeOrphanedArrays().catch(() => {});

// The DOM's types know no worker scope; `self` is one here.
const scope = self as unknown as WorkerScope;

serveRequests<DataRequests>(scope, {
  inspect: {
    schema: z.object({ files }),
    handle: ({ files }, context) => inspectFiles(files, sparingly<ImportProgress>(context.progress)),
  },
  import: {
    schema: z.object({
      files,
      names: z.array(z.array(z.string()).nullable()).optional(),
      datasetName: z.string().optional(),
    }),
    async handle({ files, ...choice }, context) {
      await tidied;
      return importFiles(files, choice, sparingly<ImportProgress>(context.progress));
    },
  },
});
