import type { Moment } from "../domain/moment.ts";
import { payoutNumberOf } from "../domain/payout.ts";
import type { NodeEvent } from "../rail/core/node-event.ts";
import type { ServiceFee } from "../service/service-file.ts";
import type { SystemContext } from "./prepared-system.ts";

/** What a run makes of the events of its rail. */
export interface RailObserving {
  readonly keyPrefix: string;
  /** Called with each moment, after it has been recorded and before the service can know of it. */
  readonly seen: (moment: Moment) => void;
  /** Who pays the routing fee; the service itself where it absorbs it. */
  readonly routing: ServiceFee["routing"];
}

/** Records what the rail did. Each payout has its own payee, by which its payments are recognized. */
export function railObserver(
  { recorder, progress }: SystemContext,
  { keyPrefix, seen, routing }: RailObserving,
): (event: NodeEvent) => void {
  return (event) => {
    const atMs = recorder.atMs();
    const payout = payoutNumberOf(keyPrefix, event.payee) ?? null;
    const { amountMsat } = event;
    switch (event.kind) {
      case "received":
        progress.payments += 1;
        recorder.record({ kind: "payment-received", atMs, payout, amountMsat, fault: event.fault });
        return seen("payment-received");
      case "rejected":
        return recorder.record({ kind: "payment-rejected", atMs, payout, reason: event.reason });
      case "abandoned":
        progress.timeouts += 1;
        return recorder.record({ kind: "payment-abandoned", atMs, payout });
      case "settled": {
        const passedOnMsat = routing === "absorbed" ? 0 : event.feeMsat;
        recorder.record({ kind: "payment-settled", atMs, payout, amountMsat, passedOnMsat });
        return seen("payment-settled");
      }
      case "failed":
        recorder.record({ kind: "payment-failed", atMs, payout });
        return seen("payment-failed");
      case "fired":
        progress.fired += 1;
        return recorder.record({ kind: "fault-fired", atMs, payout, fault: event.fault, delivered: null });
    }
  };
}
