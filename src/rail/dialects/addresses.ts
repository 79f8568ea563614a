import { urlOfLnurl } from "../payees/lnurl.ts";
import { isNearby } from "./callbacks.ts";

const ADDRESS = /^([a-z0-9._+-]{1,64})@([a-z0-9.:[\]_-]+)$/i;
const LNURL_PAY_PATH = /^\/\.well-known\/lnurlp\/([a-z0-9._-]{1,64})$/i;

/**
 * The payee of a Lightning address; undefined for one that is not ours. The providers resolve the addresses of our payees without HTTP: the
 * name is the payee's, and the host is this machine or next to it.
 */
export function payeeOfAddress(address: string): string | undefined {
  const [, name = "", host = ""] = ADDRESS.exec(address.trim()) ?? [];
  return isNearby(`https://${host}`) ? name.toLowerCase() : undefined;
}

/** The payee of an LNURL of ours, likewise; undefined for any other. */
export function payeeOfLnurl(lnurl: string): string | undefined {
  const url = urlIn(lnurl.trim().replace(/^lightning:/i, ""));
  if (url === undefined || !isNearby(url.href)) return undefined;
  return LNURL_PAY_PATH.exec(url.pathname)?.[1]?.toLowerCase();
}

function urlIn(lnurl: string): URL | undefined {
  try {
    return new URL(urlOfLnurl(lnurl));
  } catch {
    return undefined;
  }
}
