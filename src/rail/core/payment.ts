import type { Msat } from "../../domain/money.ts";

/** What a payment waits for, where the events of a run have an order. Each may be called several times, and waits only once. */
export interface PaymentTurns {
  /** Calls `go` when the payment may end. */
  settle(go: () => void): void;
  /** Calls `go` when anybody may be told how it ended. */
  paid(go: () => void): void;
}

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
