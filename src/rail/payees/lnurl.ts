import { bech32 } from "@scure/base";

/** The address of an LNURL service as bech32 text (LUD-01): `lnurl1…`. */
export function lnurlOf(url: string): string {
  return bech32.encode("lnurl", bech32.toWords(Buffer.from(url)), false);
}

/** The address in an LNURL, in either case. @throws Error when it is none. */
export function urlOfLnurl(lnurl: string): string {
  const { prefix, words } = bech32.decode(lnurl as `${string}1${string}`, false);
  if (prefix !== "lnurl") throw new Error(`an LNURL must start with lnurl1 (got ${prefix}1)`);
  return Buffer.from(bech32.fromWords(words)).toString("utf8");
}
