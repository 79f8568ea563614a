import type { PaymentFaultName } from "../../domain/payment-fault.ts";
import { type Chance, sample } from "../../domain/random.ts";
import type { RailPayment } from "./payment.ts";

/** Which share of payments meets which fault. */
export interface FaultSetting {
  readonly enabled: boolean;
  /** The share of new payments that meet the fault, from 0 to 1, in steps of 1/10,000. */
  readonly rate: number;
  readonly fault: PaymentFaultName;
}

/** No payment meets a fault. */
export const noFaults: FaultSetting = { enabled: false, rate: 0, fault: "timeout" };

/** The finest rate is one in this many. */
const RATE_STEPS = 10_000;

/**
 * The faults of a node without a plan. The rate is exact in blocks, so that a short trial cannot miss the fault by bad luck: at 5 % every
 * block of 20 new payments has one faulty one, and the seed only chooses its place.
 * @throws RangeError when the rate is not from 0 to 1.
 */
export function seededFaults(chance: Chance, initial: FaultSetting = noFaults) {
  let setting = initial;
  let block = blockOf(initial);
  let faultyPlaces: ReadonlySet<number> = new Set();
  let place = 0;

  const drawsFault = () => {
    if (place === 0) faultyPlaces = new Set(sample(block.size, block.faulty, chance));
    const isFaulty = faultyPlaces.has(place);
    place = (place + 1) % block.size;
    return isFaulty;
  };

  return {
    /** What payments meet from now on. */
    get setting(): FaultSetting {
      return setting;
    },
    /** Changes the setting, and starts a new block. @throws RangeError when the rate is not from 0 to 1. */
    change(next: FaultSetting): void {
      block = blockOf(next);
      setting = next;
      place = 0;
    },
    /** The fault of the next payment. Only new payments draw one; a repeat of a failed payment settles. */
    faultOf: (_payment: RailPayment, isRepeat: boolean): PaymentFaultName =>
      setting.enabled && !isRepeat && drawsFault() ? setting.fault : "settle",
  };
}

/** The smallest block in which the rate is a whole number of payments. */
function blockOf({ rate }: FaultSetting): { readonly size: number; readonly faulty: number } {
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`the rate must be from 0 to 1 (got ${rate})`);
  const steps = Math.round(rate * RATE_STEPS);
  const shared = greatestCommonDivisor(steps, RATE_STEPS);
  return { size: RATE_STEPS / shared, faulty: steps / shared };
}

function greatestCommonDivisor(left: number, right: number): number {
  return left === 0 ? right : greatestCommonDivisor(right % left, left);
}
