/** The page's one training client; its workers start with the first request. */
import { openTrainClient } from '../worker/trainClient';

export const trainClient = openTrainClient();
