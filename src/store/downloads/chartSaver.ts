/** Saves charts as downloads; what goes wrong is told in a notice. */
import { notifyFailure } from '../notices';
import { saveFile } from './saveFile';

export const chartSaver = {
  save: saveFile,
  failed: (thrown: unknown) => {
    notifyFailure('Could not save the picture', thrown);
  },
};
