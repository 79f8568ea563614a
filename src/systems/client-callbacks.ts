import type { FaultSource } from "../engine/system-under-test.ts";
import { type CallbackDoor, createCallbackDoor } from "./callback-door.ts";
import type { SystemContext } from "./prepared-system.ts";

/** The door for the callbacks of a run, with the faults that the plan has for its client. Each firing is a fact. */
export function clientDoor({ plan, clock, recorder, progress }: SystemContext, keyPrefix: string): CallbackDoor {
  const door = createCallbackDoor({
    keyPrefix,
    clock,
    faults: new Map([...plan.callbackFaults].filter(([, { to }]) => to === "client")),
    fired(payout, fault) {
      progress.fired += 1;
      recorder.record({ kind: "fault-fired", atMs: recorder.atMs(), payout, fault, delivered: null });
    },
  });
  recorder.listen((fact) => door.enter(fact));
  return door;
}

/** The door of the embedded API; null where the plan has no faults for it. Callbacks take time, so other runs go without. */
export function embeddedDoor(context: SystemContext): CallbackDoor | null {
  const { callbackFaults, scenario } = context.plan;
  return [...callbackFaults.values()].some(({ to }) => to === "client") ? clientDoor(context, scenario) : null;
}

/** The same faults with those of callbacks: what is held back at the door is still to come. */
export function withCallbacks(faults: FaultSource, door: CallbackDoor | null): FaultSource {
  if (door === null) return faults;
  return {
    ...faults,
    async heal() {
      door.heal();
      await faults.heal();
    },
    paymentsInFlight: () => faults.paymentsInFlight() + door.underWay,
    paymentsAwaited: () => faults.paymentsAwaited() + door.underWay,
  };
}
