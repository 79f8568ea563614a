import type { FaultPlace } from "../../domain/fault.ts";
import { counted, formatInteger } from "../../domain/format.ts";
import { isLookupFaultName, lookupFaults } from "../../domain/lookup-fault.ts";
import { isPaymentFaultName, paymentFaults } from "../../domain/payment-fault.ts";
import { isWireFaultName, wireFaults } from "../../wire/index.ts";
import type { DoubtOf } from "./doubt-text.ts";

type NotFired = DoubtOf<"fault-not-fired">;

/** Why a fault did not happen, and what would make it happen. */
interface Reason {
  readonly because: string;
  readonly wayOut: string;
}

/** How often a fault was planned and how often it happened, as a sentence that a reason may follow. */
export function notFired({ fault, where, planned, fired, inARow = 1 }: NotFired): string {
  const what = where === "process" ? "occurrence" : inARow > 1 ? "attempt" : "payout";
  const happened = fired === 0 ? "never fired" : `fired for ${formatInteger(fired)}`;
  return `${fault} was planned for ${counted(planned, what)} and ${happened}`;
}

/** Why it did not happen as often: by what its place waits for. */
export function whyNotFired(doubt: NotFired): Reason {
  const { fault, where, planned, fired, inARow = 1, to } = doubt;
  // Every payout has met it once, so what lacks are further attempts.
  if (inARow > 1 && fired >= planned / inARow) return isToldFailed(fault) ? nobodyPaidAgain : nobodyTriedAgain;
  if (isLookupFaultName(fault)) return lookups[lookupFaults[fault].setting];
  if (where === "callback") return to === undefined ? reasons.callback : callbacks[to];
  const isSentAgain = isWireFaultName(fault) && wireFaults[fault].delivered === "again";
  return isSentAgain ? nothingToSendAgain : reasons[where];
}

/** True for a fault after which everybody knows that nothing was paid, so that no caller sends the payout again. */
function isToldFailed(fault: string): boolean {
  if (!isPaymentFaultName(fault)) return false;
  const { ends, held } = paymentFaults[fault];
  return ends === "failed" && held === undefined;
}

const nobodyPaidAgain: Reason = {
  because: "a failed payment is final, and nobody tried again",
  wayOut: "test a service that sends a failed payment again, or remove its attempts",
};

const nobodyTriedAgain: Reason = {
  because: "nobody tried again after the first time",
  wayOut:
    "let callers retry what they do not know (client.retry.attempts), or test a service that sends a payment again",
};

const nothingToSendAgain: Reason = {
  because: "its second request follows an answer that says paid, and these payouts got no such answer",
  wayOut: "test a service that answers once it has paid, or raise payouts",
};

const MORE_PAYOUTS = "raise payouts, or the balance if payouts were refused";

const callbacks = {
  service: {
    because: "the service asked for no webhook about these payments, or took none",
    wayOut: "let it pass its callback URL when it pays, through a call that has webhooks (zbd, except to gamertags)",
  },
  client: {
    because: "no callback about these payouts came: the service sends none, or its file does not describe them",
    wayOut: "describe callbacks in the service file if the service sends any, or remove the fault",
  },
} as const satisfies Record<NonNullable<NotFired["to"]>, Reason>;

const whereTheyAsk = "beside a fault after which a service asks (late-settle, lost-answer)";

const lookups = {
  attempts: {
    because: "nobody looked these payments up: the service never does, or it had no need to",
    wayOut: `declare it ${whereTheyAsk}, or test a service that looks payments up`,
  },
  for: {
    because: "nobody looked these payments up while it lasted: the service never does, had no need to, or did so later",
    wayOut: `make it last longer (for), declare it ${whereTheyAsk}, or test a service that looks payments up`,
  },
} as const satisfies Readonly<Record<string, Reason>>;

const reasons: Readonly<Record<FaultPlace, Reason>> = {
  payment: { because: "too few payments met it", wayOut: MORE_PAYOUTS },
  lookup: {
    because: "nobody looked these payments up while it lasted; the service does not look payments up, or does so later",
    wayOut:
      "raise for, declare it beside a fault after which a service asks (late-settle, lost-answer), or test a service that does",
  },
  provider: { because: "too few of these payments reached the provider", wayOut: MORE_PAYOUTS },
  wire: { because: "too few of these attempts were made", wayOut: "raise payouts, or client.retry.attempts" },
  callback: {
    because: "the service sends no callbacks, or its provider sends it no webhooks",
    wayOut:
      "describe callbacks in the service file, or pay through a call that has webhooks (those of zbd, except to gamertags)",
  },
  process: {
    because: "the service did not get there that often",
    wayOut: "raise payouts, or lower its occurrence in crashes",
  },
  storage: {
    because: "the service did not use its storage while it lasted",
    wayOut: "make it last longer (for), or raise payouts",
  },
};
