/** What suites ask of Node, in a browser: to read a fixture beside them, which the server of the tests has. */

export function readFileSync(address: URL | string): string {
  // Suites read while they are declared, so nothing can be awaited.
  const request = new XMLHttpRequest();
  request.open('GET', String(address), false);
  request.send();
  if (request.status !== 200) throw new Error(`${address} cannot be read: ${request.status}.`);
  return request.responseText;
}

export function fileURLToPath(address: URL): string {
  return String(address);
}

/** Nothing to install: the browser has WebGPU. */
export function installNodeGpu(): Promise<boolean> {
  return Promise.resolve(true);
}
