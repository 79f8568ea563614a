import type { Invoice } from "../../payees/payee-book.ts";
import { payeeOfAddress } from "../addresses.ts";
import { type Fields, jsonFields, textOf, wholeNumberOf } from "../body.ts";
import type { RailCore } from "../dialect.ts";
import { type Exchange, Refusal } from "../listener.ts";
import { mintInvoice } from "../paying.ts";
import { uuidOf } from "../uuid.ts";
import { type Charge, chargeJson, decodedChargeJson, invoiceJson, userIdOf } from "./json.ts";
import { aboutOf, amountOf, invoiceOf, required, succeed } from "./wallet.ts";

/** What our addresses take, as they would answer themselves (LUD-06). */
const limits = { tag: "payRequest", minSendable: 1, maxSendable: 100_000_000_000, commentAllowed: 150 };

/** The calls around the wallet: invoices of one's own, and who is who. */
export function zbdCharges(core: RailCore) {
  const charges = new Map<string, Charge>();
  const gamertags = new Map<string, string>();

  const mint = (payee: string, fields: Fields): Invoice => {
    const expirySeconds = wholeNumberOf(fields, "expiresIn") ?? undefined;
    const description = textOf(fields, "description");
    return mintInvoice(core, { payee, amountMsat: amountOf(fields), description, expirySeconds });
  };

  return {
    create(exchange: Exchange): void {
      const fields = jsonFields(exchange);
      const invoice = mint("", fields);
      const { internalId, callbackUrl } = aboutOf(fields, "description");
      const charge = { id: uuidOf(`ZBD charge ${invoice.paymentHash}`), invoice, internalId, callbackUrl };
      charges.set(charge.id, charge);
      succeed(exchange, chargeJson(charge), "Successfully created Charge.");
    },
    show(exchange: Exchange, id: string): void {
      const charge = charges.get(id);
      if (charge === undefined) throw new Refusal(404, "No charge with this id was found.");
      succeed(exchange, chargeJson(charge));
    },
    decode: (exchange: Exchange): void => succeed(exchange, decodedChargeJson(invoiceOf(core, jsonFields(exchange)))),
    /** An invoice of the owner of a Lightning address. */
    fromAddress(exchange: Exchange): void {
      const fields = jsonFields(exchange);
      const lnaddress = required(fields, "lnaddress");
      const payee = payeeOfAddress(lnaddress);
      if (payee === undefined) throw new Refusal(400, "This Lightning address could not be resolved.");
      const invoice = mint(payee, fields);
      succeed(exchange, { lnaddress, amount: String(invoice.amountMsat), invoice: invoiceJson(invoice) });
    },
    /** An invoice of a gamertag. */
    fromGamertag(exchange: Exchange): void {
      const fields = jsonFields(exchange);
      const { internalId, callbackUrl } = aboutOf(fields, "description");
      const decoded = decodedChargeJson(mint(required(fields, "gamertag"), fields));
      succeed(exchange, { ...decoded, internalId, callbackUrl });
    },
    validateAddress(exchange: Exchange, address: string): void {
      const payee = payeeOfAddress(address);
      if (payee === undefined) return succeed(exchange, { valid: false, metadata: null });
      const metadata = JSON.stringify([["text/identifier", address]]);
      const callback = `https://${address.slice(address.indexOf("@") + 1)}/lnurlp/${payee}/callback`;
      succeed(exchange, { valid: true, metadata: { ...limits, metadata, callback, disposable: false } });
    },
    idOfGamertag(exchange: Exchange, gamertag: string): void {
      const id = userIdOf(gamertag);
      gamertags.set(id, gamertag);
      succeed(exchange, { id });
    },
    gamertagOfId(exchange: Exchange, id: string): void {
      const gamertag = gamertags.get(id);
      if (gamertag === undefined) throw new Refusal(404, "No user with this id was found.");
      succeed(exchange, { gamertag }, "User found.");
    },
    /** From where callbacks come, for services that check it. */
    callbackAddresses: (exchange: Exchange): void => succeed(exchange, { ips: ["127.0.0.1", "::1"] }),
    supportsRegion(exchange: Exchange, ipAddress: string): void {
      succeed(exchange, { ipAddress, isSupported: true, ipCountry: "ZZ", ipRegion: "ZZ" });
    },
  };
}
