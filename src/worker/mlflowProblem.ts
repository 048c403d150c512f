/** Why a worker of the page cannot log to an MLflow server, in words that say what to do. */
import { AnnealError, sentence } from '../protocol/errors';
import type { MlflowAddress } from '../protocol/mlflowAddress';
import { MlflowFailure, mlflowServer } from '../runs/loggers/mlflow/server';

/** Milliseconds in which the browser reports why a request has failed. */
const REPORT = 100;

/** @returns null where MLflow answers. */
export async function mlflowProblem({ url, origin, shown }: MlflowAddress): Promise<string | null> {
  let isForbidden = false;
  const hear = (event: SecurityPolicyViolationEvent) => {
    isForbidden ||= event.blockedURI.startsWith(origin);
  };
  addEventListener('securitypolicyviolation', hear);
  try {
    await mlflowServer({ url, signal: new AbortController().signal }).greet();
    return null;
  } catch (thrown) {
    if (!(thrown instanceof MlflowFailure)) throw thrown;
    await new Promise((resolve) => setTimeout(resolve, REPORT));
    if (isForbidden) {
      return `Nothing may be sent to ${origin} from here yet. Reload the page once. If that does not help, this browser or the host of the page forbids it: train with "anneal train --log mlflow=${shown}" instead.`;
    }
    if (isMixed(url)) {
      return `A page of https may ask no server of http on another computer, as ${shown} is. Give it an address of https, or train with "anneal train --log mlflow=${shown}".`;
    }
    if (thrown.status === null) return silence(shown, await isThere(url));
    if (thrown.status === 401 || thrown.status === 403) {
      return `${sentence(thrown.message)} Write a name and a password into the address: https://NAME:PASSWORD@…`;
    }
    return sentence(AnnealError.from(thrown).message);
  } finally {
    removeEventListener('securitypolicyviolation', hear);
  }
}

/**
 * Whether something answers where the browser lets nobody read it. A page that is isolated may not even hear that much, but is
 * reported to that an answer was kept from it, in browsers that report: https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header
 */
async function isThere(url: string): Promise<boolean> {
  const { origin, pathname } = new URL(url);
  let wasKeptBack = false;
  const observer =
    'ReportingObserver' in globalThis &&
    new ReportingObserver((reports) => {
      wasKeptBack ||= reports.some(({ type }) => type === 'coep');
    });
  if (observer) observer.observe();
  try {
    await fetch(origin + pathname, { mode: 'no-cors', credentials: 'omit' });
    return true;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, REPORT));
    return wasKeptBack;
  } finally {
    if (observer) observer.disconnect();
  }
}

/** https://w3c.github.io/webappsec-mixed-content: this computer itself is trusted. */
function isMixed(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  const isOwn = /^(localhost|.+\.localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
  return self.location.protocol === 'https:' && protocol === 'http:' && !isOwn;
}

function silence(shown: string, isThere: boolean): string {
  const page = self.location.origin;
  const what = isThere
    ? `${shown} is there, but does not let this page read its answers (CORS).`
    : `${shown} does not answer, or does not let this page read its answers (CORS). See that it runs.`;
  return `${what} MLflow lets in pages of localhost alone: for this one start it with --cors-allowed-origins "${page}", or with MLFLOW_SERVER_CORS_ALLOWED_ORIGINS=${page} in its environment.`;
}
