import type { FaultSource } from "../engine/system-under-test.ts";
import type { Turns } from "./turns.ts";

/** The same faults: whoever waits for its turn may still pay or move money, and the events after the load soon have nobody to hold them back. */
export function turnedFaults(faults: FaultSource, turns: Turns, { inFlight }: { inFlight(): number }): FaultSource {
  return {
    ...faults,
    async heal() {
      turns.calmDown();
      await faults.heal();
    },
    paymentsInFlight: () => faults.paymentsInFlight() + inFlight() + turns.waiting(),
  };
}
