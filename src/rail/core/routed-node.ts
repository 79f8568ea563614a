import type { Msat } from "../../domain/money.ts";
import type { LightningNode } from "./node.ts";
import type { PayOptions } from "./node-options.ts";

/** The same node, for callers whose routes cost this much, and who cannot be shown some faults. */
export function behindRoute(
  node: LightningNode,
  routingFeeMsat: (amountMsat: Msat) => Msat,
  cannot?: PayOptions["cannot"],
): LightningNode {
  return {
    pay: (payment, caller, options) => node.pay(payment, caller, { routingFeeMsat, cannot, ...options }),
    get settlements() {
      return node.settlements;
    },
    get inFlight() {
      return node.inFlight;
    },
    get awaited() {
      return node.awaited;
    },
    balanceMsat: () => node.balanceMsat(),
    unsettledMsat: () => node.unsettledMsat(),
    spontaneous: (payee, amountMsat) => node.spontaneous(payee, amountMsat),
    lookUp: (paymentHash) => node.lookUp(paymentHash),
    lookUpAs: (known, isShown) => node.lookUpAs(known, isShown),
    track: (paymentHash) => node.track(paymentHash),
    payments: () => node.payments(),
    watch: (paymentHash, ended) => node.watch(paymentHash, ended),
    heal: () => node.heal(),
    rearm: (changes) => node.rearm(changes),
    close: () => node.close(),
  };
}
