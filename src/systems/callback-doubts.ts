import { type CallbackFaultName, type CallbackReceiver, callbackReceivers } from "../domain/callback-fault.ts";
import type { Doubt } from "../domain/doubt.ts";
import { webhookStrategies } from "../domain/strategy.ts";
import type { Plan } from "../scenario/plan.ts";

/** Whether news can go wrong on its way to a receiver: null if it can; otherwise why there is none, a clause. */
export type CallbacksMissing = Readonly<Record<CallbackReceiver, string | null>>;

/** Callback faults that cannot happen in a run. */
export function callbackDoubts({ callbackFaults }: Plan, missing: CallbacksMissing): readonly Doubt[] {
  return callbackReceivers.flatMap((receiver) => {
    const planned = new Set([...callbackFaults.values()].flatMap(({ fault, to }) => (to === receiver ? fault : [])));
    return [...planned].flatMap((fault): Doubt[] => {
      const reason = missing[receiver] ?? (receiver === "client" ? notFromHere(fault) : null);
      return reason === null ? [] : [{ kind: "fault-impossible", fault, reason }];
    });
  });
}

/** The same for the embedded API. A strategy that does nothing about a webhook is not tried by one that comes late or twice. */
export function embeddedCallbackDoubts(plan: Plan): readonly Doubt[] {
  const { strategy, webhooks } = plan.api;
  const deaf = webhookStrategies.includes(strategy) ? null : `${strategy} does nothing when the node calls back`;
  return callbackDoubts(plan, {
    service: webhooks ? deaf : "the node only calls the embedded API back with api.webhooks: true",
    client: null,
  });
}

/** What only the service could do to its callbacks. */
function notFromHere(fault: CallbackFaultName): string | null {
  return fault === "event-early" ? "only the service decides whether it calls back before it answers" : null;
}
