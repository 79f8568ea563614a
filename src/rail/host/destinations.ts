import type { Msat } from "../../domain/money.ts";
import type { PayeeKind } from "../../domain/payee.ts";
import type { PayeeBook } from "../payees/payee-book.ts";
import type { PayeeServer } from "../payees/payee-server.ts";

/** A day: no run lasts longer, and a payment that is late must not fail for another reason. */
const EXPIRY_SECONDS = 86_400;

/** Where a payout goes, for each kind of payee. It makes one invoice for each payee and amount. */
export function destinationsOf(book: PayeeBook, server: PayeeServer | undefined) {
  const hashes = new Map<string, string>();

  const invoiceOf = (payee: string, amountMsat: Msat): string => {
    const name = `${payee} ${amountMsat}`;
    const known = book.byHash(hashes.get(name) ?? "");
    if (known !== undefined) return known.bolt11;
    const description = `Payout to ${payee}`;
    const { bolt11, paymentHash } = book.mint({ payee, amountMsat, description, expirySeconds: EXPIRY_SECONDS });
    hashes.set(name, paymentHash);
    return bolt11;
  };

  /** @throws RangeError when the name fits no address, or nobody answers for addresses. */
  return (kind: PayeeKind, payee: string, amountMsat: Msat): string => {
    switch (kind) {
      case "gamertag":
        return payee;
      case "bolt11":
        return invoiceOf(payee, amountMsat);
      case "keysend":
        return book.nodeKeyOf(payee);
      case "lightning-address":
        return answering(server).addressOf(payee);
      case "lnurl":
        return answering(server).lnurlOf(payee);
    }
  };
}

function answering(server: PayeeServer | undefined): PayeeServer {
  if (server !== undefined) return server;
  throw new RangeError("this rail has nobody to answer for Lightning addresses and LNURLs");
}
