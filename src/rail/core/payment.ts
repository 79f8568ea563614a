import type { Msat } from "../../domain/money.ts";

/** One payment, as the rail is asked for it. */
export interface RailPayment {
  /** SHA-256 of the preimage, 64 hex digits; identifies the payment. */
  readonly paymentHash: string;
  /** 64 hex digits. */
  readonly preimage: string;
  /** Who is paid: the gamertag of a payout; "" for somebody whom we do not know. */
  readonly payee: string;
  readonly amountMsat: Msat;
  /** The BOLT11 invoice that is paid; "" for a spontaneous payment, or one to a name. */
  readonly invoice: string;
}
