/** The version of Anneal, as files say who wrote them. */

/** Of `package.json`, which neither the page nor a worker can read; a test holds the two together. */
export const annealVersion = '0.1.0';
