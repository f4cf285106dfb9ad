const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Whether a host name, or an address as a `Host` header or a listener writes it, is this machine alone. No port. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}
