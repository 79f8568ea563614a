import { durationText, milliseconds } from "../document/field-types.ts";
import { isCallbackFaultName } from "../domain/callback-fault.ts";
import { isLookupFaultName } from "../domain/lookup-fault.ts";
import { isPaymentFaultName } from "../domain/payment-fault.ts";
import type { ScenarioInput } from "../scenario/define.ts";
import {
  numberOf,
  roundMs,
  smallerCounts,
  type WrittenFault,
  type WrittenFaults,
  type WrittenPhase,
  withoutKeys,
} from "./document-parts.ts";

/** One phase alone, all but one, or two neighbours made into one. */
export function* fewerPhases(document: ScenarioInput): Iterable<ScenarioInput> {
  const { load } = document;
  if (load.length < 2) return;
  for (const phase of load) yield { ...document, load: [phase] };
  if (load.length > 2) for (const index of load.keys()) yield { ...document, load: load.toSpliced(index, 1) };
  for (const [index, phase] of load.entries()) {
    const next = load[index + 1];
    if (next === undefined || isOpen(phase) || isOpen(next)) continue;
    yield { ...document, load: load.toSpliced(index, 2, merged(phase, next)) };
  }
}

function merged(phase: WrittenPhase, next: WrittenPhase): WrittenPhase {
  const payouts = payoutsOf(phase) + payoutsOf(next);
  const concurrency = Math.max(numberOf(phase.concurrency), numberOf(next.concurrency));
  const faults = { ...countedFaults(next.faults, payoutsOf(next)), ...countedFaults(phase.faults, payoutsOf(phase)) };
  return { name: phase.name, payouts, concurrency, ...(Object.keys(faults).length > 0 && { faults }) };
}

/** No fault in a phase, all but one, fewer payouts that meet it, and smaller settings. */
export function* fewerFaults(document: ScenarioInput): Iterable<ScenarioInput> {
  for (const [index, phase] of document.load.entries()) {
    if (phase.faults === undefined) continue;
    yield withPhase(document, index, withoutKeys(phase, ["faults"]));
    for (const faults of lessFaults(phase.faults)) yield withPhase(document, index, { ...phase, faults });
  }
}

function* lessFaults(faults: WrittenFaults): Iterable<WrittenFaults> {
  const written = namedFaults(faults);
  if (written.length > 1) {
    for (const [name, fault] of written) yield { [name]: fault };
    if (written.length > 2) for (const [name] of written) yield withoutKeys(faults, [name]);
  }
  for (const [name, fault] of written) for (const less of lessFault(fault)) yield { ...faults, [name]: less };
}

function* lessFault(fault: WrittenFault): Iterable<WrittenFault> {
  if (typeof fault !== "object") return yield* fewerHits(fault);
  yield fault.rate;
  for (const rate of fewerHits(fault.rate)) yield { ...fault, rate };
  for (const key of ["attempts", "for", "to"] as const) if (fault[key] !== undefined) yield withoutKeys(fault, [key]);
  if (fault.attempts !== undefined) {
    for (const attempts of smallerCounts(numberOf(fault.attempts))) yield { ...fault, attempts };
  }
  const forMs = milliseconds(fault.for ?? "");
  for (const ms of roundMs.filter((each) => each >= SHORTEST_MS && each < forMs)) {
    yield { ...fault, for: durationText(ms) };
  }
}

/** The shortest duration that a scenario takes. */
const SHORTEST_MS = 10;

function fewerHits(share: string | number): readonly (string | number)[] {
  return isRate(share) ? [1] : smallerCounts(numberOf(share));
}

/** Fewer payouts in all phases, and in each. */
export function* fewerPayouts(document: ScenarioInput): Iterable<ScenarioInput> {
  const { load } = document;
  const most = Math.max(...load.map(payoutsOf));
  for (const payouts of [1, 2, 3].filter((each) => each < most && load.length > 1)) {
    yield {
      ...document,
      load: load.map((phase) => (payoutsOf(phase) > payouts ? withPayouts(phase, payouts) : phase)),
    };
  }
  for (const [index, phase] of load.entries()) {
    for (const payouts of smallerCounts(payoutsOf(phase))) {
      yield withPhase(document, index, withPayouts(phase, payouts));
    }
    if (!isOpen(phase)) continue;
    yield withPhase(document, index, withPayouts(phase, payoutsOf(phase)));
    const halfMs = Math.round(milliseconds(phase.for ?? "") / 2);
    if (halfMs >= SHORTEST_MS) yield withPhase(document, index, { ...phase, for: durationText(halfMs) });
  }
}

/** Fewer payouts under way at once. */
export function* lessConcurrency(document: ScenarioInput): Iterable<ScenarioInput> {
  for (const [index, phase] of document.load.entries()) {
    for (const concurrency of smallerCounts(numberOf(phase.concurrency))) {
      yield withPhase(document, index, { ...phase, concurrency });
    }
  }
}

function withPhase(document: ScenarioInput, index: number, phase: WrittenPhase): ScenarioInput {
  return { ...document, load: document.load.with(index, phase) };
}

function isOpen({ rate }: WrittenPhase): boolean {
  return rate !== undefined;
}

function payoutsOf(phase: WrittenPhase): number {
  if (phase.rate === undefined) return numberOf(phase.payouts);
  return Math.round((Number.parseFloat(phase.rate) * milliseconds(phase.for ?? "")) / 1_000);
}

/** The phase with so many payouts, all of them at once if it was an open one; its faults hit at least one each, as far as there is room. */
function withPayouts(phase: WrittenPhase, payouts: number): WrittenPhase {
  const concurrency = phase.rate === undefined ? Math.min(numberOf(phase.concurrency), payouts) : payouts;
  const faults = withRoom(countedFaults(phase.faults, payouts), payouts);
  return { name: phase.name, payouts, concurrency, ...(Object.keys(faults).length > 0 && { faults }) };
}

/** The faults with a count in place of a rate, which would round to none of few payouts. */
function countedFaults(faults: WrittenFaults = {}, payouts: number): WrittenFaults {
  const counted = (share: string | number) => {
    const count = isRate(share) ? Math.round((Number.parseFloat(share) * payouts) / 100) : numberOf(share);
    return Math.min(Math.max(1, count), payouts);
  };
  return Object.fromEntries(
    namedFaults(faults).map(([name, fault]) => {
      return [name, typeof fault === "object" ? { ...fault, rate: counted(fault.rate) } : counted(fault)];
    }),
  );
}

/** As many of the faults as fit: a payout meets at most one of each kind. */
function withRoom(faults: WrittenFaults, payouts: number): WrittenFaults {
  const room = new Map<string, number>();
  return Object.fromEntries(
    namedFaults(faults).flatMap(([name, fault]) => {
      const kind = [isPaymentFaultName, isLookupFaultName, isCallbackFaultName].findIndex((is) => is(name));
      const left = room.get(String(kind)) ?? payouts;
      const count = Math.min(left, numberOf(typeof fault === "object" ? fault.rate : fault));
      room.set(String(kind), left - count);
      return count === 0 ? [] : [[name, typeof fault === "object" ? { ...fault, rate: count } : count]];
    }),
  );
}

function namedFaults(faults: WrittenFaults): readonly (readonly [keyof WrittenFaults, WrittenFault])[] {
  return Object.entries(faults) as readonly (readonly [keyof WrittenFaults, WrittenFault])[];
}

function isRate(share: string | number): share is string {
  return typeof share === "string" && share.endsWith("%");
}
