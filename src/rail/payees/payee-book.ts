import type { Msat } from "../../domain/money.ts";

/** An invoice that one of our payees has made. */
export interface Invoice {
  /** The invoice itself: `lnbcrt…`. */
  readonly bolt11: string;
  /** 64 hex digits. */
  readonly paymentHash: string;
  /** 64 hex digits. */
  readonly preimage: string;
  /** Whose invoice it is: the gamertag of a payout. */
  readonly payee: string;
  /** Null for an invoice without an amount. */
  readonly amountMsat: Msat | null;
  readonly description: string;
  /** SHA-256 in hex; "" where the invoice has the description itself. */
  readonly descriptionHash: string;
  /** In seconds since 1970. */
  readonly createdEpochS: number;
  readonly expirySeconds: number;
  /** The public key of the payee's node, 66 hex digits. */
  readonly destination: string;
  /** 64 hex digits (BOLT 11, field `s`). */
  readonly paymentSecret: string;
}

/** How an invoice is made. */
export interface InvoiceRequest {
  readonly payee: string;
  readonly amountMsat: Msat | null;
  readonly description?: string | undefined;
  /** Hex; replaces the description. */
  readonly descriptionHash?: string | undefined;
  /** Default 3,600. */
  readonly expirySeconds?: number | undefined;
  /** 64 hex digits; default one that nobody else has. */
  readonly preimage?: string | undefined;
}

/** Everybody who can be paid. An invoice, a node key or an account names its payee, so a settlement always finds its payout. */
export interface PayeeBook {
  /** Makes and signs an invoice, and remembers it under its hash. @throws Error when there is one with this hash already */
  mint(request: InvoiceRequest): Invoice;
  /** The invoice of a payment hash; undefined for one that we did not make. */
  byHash(paymentHash: string): Invoice | undefined;
  /**
   * Reads any BOLT11 invoice. `payee` and `preimage` are "" for one that we did not make, and then it cannot be paid.
   * @throws Error that says what is wrong with it.
   */
  decode(bolt11: string): Invoice;
  /** The public key of a payee's own node, 66 hex digits. */
  nodeKeyOf(payee: string): string;
  /** The payee with this node key; undefined for anybody else's. */
  payeeOfNodeKey(publicKey: string): string | undefined;
}
