/** The name of a training worker that must not start threads, since its predecessor did not survive starting them. */
export const oneThreadName = 'anneal-train-one-thread';
