import { CALLBACK_FAULT_MS, type CallbackFaultPlan } from "../domain/callback-fault.ts";
import type { Doubt } from "../domain/doubt.ts";
import { isLookupFaultName, LOOKUP_FAULT_MS, type LookupFaultPlan } from "../domain/lookup-fault.ts";
import { type PaymentFaultName, paymentFaults } from "../domain/payment-fault.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { WireFaultName } from "../wire/index.ts";
import { chanceFor, drawFaults } from "./draw.ts";
import type { FaultName } from "./fault-names.ts";
import type { Phase } from "./phase.ts";
import {
  allShares,
  type DeclaredFault,
  faultCount,
  type NamedShare,
  type PhaseFaults,
  sharesIn,
} from "./phase-faults.ts";

/** A phase with the number of its first payout. */
export interface NumberedPhase extends Phase {
  readonly first: PayoutNumber;
}

/** Which payouts meet which faults. */
export interface DrawnFaults {
  /** The faults of each payment of a payout, in order. All other payments settle. */
  readonly paymentFaults: ReadonlyMap<PayoutNumber, readonly PaymentFaultName[]>;
  /** What is wrong with look-ups of the payment of a payout. */
  readonly lookupFaults: LookupFaultPlan;
  /** The faults that the attempts of a payout meet on the wire, in order. All other attempts go straight through. */
  readonly wireFaults: ReadonlyMap<PayoutNumber, readonly WireFaultName[]>;
  /** What is wrong with the news of how a payout ended. */
  readonly callbackFaults: CallbackFaultPlan;
}

/** Chooses which payouts meet which faults. Each kind is drawn on its own, so that one changes no other. */
export function drawPhaseFaults(phases: readonly NumberedPhase[], seed: number): DrawnFaults {
  const draw = <Name extends FaultName>(
    purpose: string,
    sharesOf: (faults: PhaseFaults) => readonly NamedShare<Name>[],
    prefers: (payout: PayoutNumber) => boolean = () => false,
  ) =>
    phases.flatMap(({ name, faults, first, payouts: count }) => {
      const preferred = Array.from({ length: count }, (_, index) => first + index).filter(prefers);
      return drawFaults(
        sharesOf(faults),
        { first, payouts: count, preferred },
        chanceFor(seed, `${purpose} of ${name}`),
      );
    });
  const atTheNode = new Map(draw("faults", sharesIn.payment).map(inARow));
  const isAskedAbout = (payout: PayoutNumber) => atTheNode.get(payout)?.some(leavesOpen) ?? false;
  const lookups = draw("look-ups", sharesIn.lookup, isAskedAbout).map(([payout, { fault, share }]) => {
    return [payout, { fault, forMs: share.forMs ?? LOOKUP_FAULT_MS, attempts: share.attempts ?? 1 }] as const;
  });
  const callbacks = draw("callbacks", sharesIn.callback).map(([payout, { fault, share }]) => {
    return [payout, { fault, to: share.to ?? "client", forMs: share.forMs ?? CALLBACK_FAULT_MS }] as const;
  });
  return {
    paymentFaults: atTheNode,
    lookupFaults: new Map(lookups),
    wireFaults: new Map(draw("wire", sharesIn.wire).map(inARow)),
    callbackFaults: new Map(callbacks),
  };
}

/** As many attempts in a row as are declared meet the fault. */
function inARow<Name extends FaultName>([payout, { fault, share }]: readonly [PayoutNumber, NamedShare<Name>]) {
  return [payout, Array.from({ length: share.attempts ?? 1 }, () => fault)] as const;
}

/** True for a fault after which a careful service asks what became of the payment. */
function leavesOpen(fault: PaymentFaultName): boolean {
  const { held, answer } = paymentFaults[fault];
  // Of one that was turned away there is no payment to be wrong about.
  return held !== undefined || answer === "reset" || answer === "error";
}

/** A fault of a phase with the exact number of times that it fires. */
export interface PhaseFault {
  readonly name: FaultName;
  readonly phase: string;
  /** As written: `5%` or `3`. */
  readonly declared: string;
  readonly planned: number;
}

/** The faults of a phase, with the exact number of times that each fires. */
export function plannedFaults({ name: phase, payouts, faults }: Phase): readonly PhaseFault[] {
  return allShares(faults).map(({ fault, share }) => {
    return {
      name: fault,
      phase,
      declared: share.declared,
      planned: faultCount(share, payouts) * timesEach(fault, share),
    };
  });
}

/** How often a fault fires for one payout. Wrong look-ups of one payment are one fault, however many there are. */
function timesEach(fault: FaultName, { attempts }: DeclaredFault): number {
  return isLookupFaultName(fault) ? 1 : (attempts ?? 1);
}

/** A rate that rounds to no payout proves nothing. */
export function vanishingFaults({ name: phase, payouts, faults }: Phase): readonly Doubt[] {
  return allShares(faults).flatMap(({ fault, share }) => {
    if (share.kind !== "rate" || share.millionths === 0 || faultCount(share, payouts) > 0) return [];
    return [{ kind: "fault-rounds-to-zero", fault, declared: share.declared, phase, payouts }];
  });
}
