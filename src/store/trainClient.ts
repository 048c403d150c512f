/** The page's one training client; its workers start with the first request. */
import { openTrainClient } from '../worker/trainClient';
import { thisTab } from './tabChannel';

export const trainClient = openTrainClient(thisTab);
