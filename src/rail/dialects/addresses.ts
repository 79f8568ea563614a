import { ownHosts } from "../../domain/loopback.ts";

const ADDRESS = /^([a-z0-9._+-]{1,64})@([a-z0-9.-]+(?::\d+)?)$/i;

const isHere = ownHosts("127.0.0.1");

/**
 * The payee of a Lightning address; undefined for one that is not ours. The providers resolve the addresses of our payees without HTTP: the
 * name is the payee's, and the host is this machine.
 */
export function payeeOfAddress(address: string): string | undefined {
  const [, name, host = ""] = ADDRESS.exec(address.trim()) ?? [];
  return isHere(host) ? name : undefined;
}
