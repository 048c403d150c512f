/** The strict server for one test of Vitest, which closes it. */
import { onTestFinished } from 'vitest';
import { strictServer, type TestServer } from './strictServer.fixture';

export async function testServer(): Promise<TestServer> {
  const server = await strictServer();
  onTestFinished(server.close);
  return server;
}
