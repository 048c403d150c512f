/** What Anneal is, in one sentence and a half. */
export const about =
  'Anneal trains neural networks on your own data in this browser tab: tables, images with masks, structures of atoms, recordings of brain activity. Nothing leaves this machine.';
