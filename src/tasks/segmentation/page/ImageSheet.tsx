/** What is inside a dataset of images: the images with their masks, and the numbers of their channels. */
import type { DatasetRecord } from '../../../protocol/datasets';
import { ChannelsPanel } from './ChannelsPanel';
import { ImagesPanel } from './ImagesPanel';

export function ImageSheet({ dataset }: { dataset: DatasetRecord }) {
  return (
    <>
      <ImagesPanel dataset={dataset} />
      <ChannelsPanel dataset={dataset} />
    </>
  );
}
