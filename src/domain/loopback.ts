/**
 * True when a host name, as `URL` spells it, can be nothing but this machine. `URL` has turned every spelling of an IPv4 address into
 * the one with dots by then, so a name that only looks like an address does not pass.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
