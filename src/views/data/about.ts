/** What Anneal is, in one sentence and a half. */
export const about =
  'Anneal trains neural networks on your own data in this browser tab: tables, images with masks, molecules, recordings of neurons. Nothing leaves this machine.';
