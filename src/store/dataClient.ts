/** The page's one data client; its worker starts with the first import. */
import { openDataClient } from '../worker/dataClient';

export const dataClient = openDataClient();
