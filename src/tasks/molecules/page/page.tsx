/** What molecules show in the page. */
import type { TaskPage } from '../../page';

export const molecules: TaskPage = {
  DatasetSheet: ({ dataset: { name } }) => <p>{name}</p>,
  Analysis: () => <p />,
};
