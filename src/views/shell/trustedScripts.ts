/**
 * The page's only Trusted Types policy: workers start from the studio's own files, and no text becomes code or markup.
 * It is the default one, so that `new Worker(new URL(…))` stays as Vite has to find it. The content policy names it.
 */

interface TrustedTypes {
  createPolicy(name: 'default', rules: { createScriptURL(address: string): string | null }): unknown;
}

declare global {
  /** Absent from browsers without Trusted Types, and from TypeScript's DOM. */
  var trustedTypes: TrustedTypes | undefined;
}

/** To be called once, before the first worker. */
export function trustOwnScripts(): void {
  globalThis.trustedTypes?.createPolicy('default', { createScriptURL: ownScript });
}

/** @returns the address, or null, which refuses it. */
function ownScript(address: string): string | null {
  const { origin, pathname } = new URL(address, document.baseURI);
  const isOwn = origin === location.origin && pathname.startsWith(import.meta.env.BASE_URL);
  return isOwn && pathname.endsWith('.js') ? address : null;
}
