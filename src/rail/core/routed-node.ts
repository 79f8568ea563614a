import type { Msat } from "../../domain/money.ts";
import type { LightningNode } from "./node.ts";

/** The same node, for a caller whose routes cost this much. */
export function behindRoute(node: LightningNode, routingFeeMsat: (amountMsat: Msat) => Msat): LightningNode {
  return {
    pay: (payment, caller, options) => node.pay(payment, caller, { routingFeeMsat, ...options }),
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
    lookUpAs: (known) => node.lookUpAs(known),
    track: (paymentHash) => node.track(paymentHash),
    payments: () => node.payments(),
    watch: (paymentHash, ended) => node.watch(paymentHash, ended),
    heal: () => node.heal(),
    rearm: (changes) => node.rearm(changes),
    close: () => node.close(),
  };
}
