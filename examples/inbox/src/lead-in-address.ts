import { useSyncExternalStore } from 'react';

const PREFIX = '#/lead/';

/** The address of a lead's thread within the page. */
export function addressOf(leadId: string): string {
  return `${PREFIX}${encodeURIComponent(leadId)}`;
}

/** The lead whose thread is open. */
export function useLeadInAddress(): string | null {
  const hash = useSyncExternalStore(
    (listener) => {
      window.addEventListener('hashchange', listener);
      return () => window.removeEventListener('hashchange', listener);
    },
    () => window.location.hash,
  );
  return hash.startsWith(PREFIX) ? decodeURIComponent(hash.slice(PREFIX.length)) : null;
}
