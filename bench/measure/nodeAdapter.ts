/** A process of its own that tells which WebGPU adapter Dawn finds here. */
import { installNodeGpu } from '../../src/cli/nodeGpu';
import { adapterName } from './adapterName';

await installNodeGpu();
process.send?.(await adapterName());
