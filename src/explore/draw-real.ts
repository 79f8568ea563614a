import { isCallbackFaultName } from "../domain/callback-fault.ts";
import { isLookupFaultName } from "../domain/lookup-fault.ts";
import { isPaymentFaultName } from "../domain/payment-fault.ts";
import type { ScenarioInput } from "../scenario/define.ts";
import { chanceFor } from "../scenario/draw.ts";
import { type FaultName, faultNames } from "../scenario/fault-names.ts";
import { createDice, type Dice } from "./dice.ts";
import { isMap, numberOf } from "./document-parts.ts";
import { drawScenario } from "./draw.ts";
import { drawOrder } from "./draw-order.ts";
import type { Menu } from "./menu.ts";
import type { Candidate, Tried } from "./port.ts";

/** What a real service can be asked for. */
export interface RealMenu extends Menu {
  /** Whether a caller can send a payout again: the service takes a key by which it knows it. */
  readonly hasKeys: boolean;
  /** Whether a caller can ask for a payout that it has no answer about. */
  readonly hasLookup: boolean;
}

/** Draws scenarios for a real service, and learns which faults never happen to it. */
export interface RealDrawing {
  /** The candidate of this number. */
  draw(number: number): Candidate;
  /** Takes note of what has happened. */
  learn(candidate: Candidate, tried: Tried): void;
  /** The faults that were planned several times, never happened, and are drawn no more. */
  readonly dropped: readonly FaultName[];
}

/** After so many runs in which a fault never happened, it is not drawn any more. */
const MISSES = 3;

/** A balance that is enough for every payout of a drawn scenario. */
const BALANCE_SATS = 10_000;

/** Drawing from one seed. */
export function createRealDrawing(seed: number, menu: RealMenu): RealDrawing {
  const misses = new Map<FaultName, number>();
  const happened = new Set<string>();
  const isDropped = (fault: FaultName) => !happened.has(fault) && (misses.get(fault) ?? 0) >= MISSES;
  return {
    draw(number) {
      const order = { kind: "late", late: new Map() } as const;
      if (number === 0) return { document: healthy(menu), seed: 1, order };
      const own = Math.floor(chanceFor(seed, `scenario ${number}`)() * 0x1_0000_0000);
      const faults = menu.faults.filter((fault) => !isDropped(fault));
      // Some are only about who comes first.
      const drawn = drawScenario(own, { ...menu, faults, alwaysFails: number % 5 !== 4 });
      const dice = createDice(own);
      const document = asked(number % 2 === 0 ? withMoreFaults(drawn, faults, dice) : drawn, menu, dice);
      return { document, seed: own, order };
    },
    learn({ document }, { reached }) {
      for (const name of reached) happened.add(name);
      for (const fault of faultsOf(document))
        if (!reached.includes(fault)) misses.set(fault, (misses.get(fault) ?? 0) + 1);
    },
    get dropped() {
      return menu.faults.filter(isDropped);
    },
  };
}

/** Nothing goes wrong: what is found here is found at once, and shows that the service is talked to in the right way. */
function healthy({ projects }: Menu): ScenarioInput {
  return {
    ...{ name: "explored", projects: { [projects[0] ?? "account"]: { balance: BALANCE_SATS } } },
    load: [{ name: "payouts", payouts: 2, concurrency: 2 }],
  };
}

/** Three payouts, each of which meets another payment fault: with a run that takes seconds, one question is too few. */
function withMoreFaults(drawn: ScenarioInput, menu: readonly FaultName[], dice: Dice): ScenarioInput {
  const possible = menu.filter(isPaymentFaultName);
  if (possible.length === 0) return drawn;
  const faults = [1, 2, 3].map((number) => dice.pick(`payment fault ${number}`, possible));
  const counts = [...new Set(faults)].map((name) => [name, faults.filter((other) => other === name).length] as const);
  return { ...drawn, load: [{ name: "payouts", payouts: 3, concurrency: 3, faults: Object.fromEntries(counts) }] };
}

/** The faults that a document declares, each once. */
export function faultsOf({ load }: ScenarioInput): readonly FaultName[] {
  const declared = new Set(load.flatMap(({ faults = {} }) => Object.keys(faults)));
  return faultNames.filter((name) => declared.has(name));
}

/** A drawn scenario as it can be asked of a real service: accounts hold what they hold, and only what has a key is sent again. */
function asked(drawn: ScenarioInput, { projects, hasKeys, hasLookup }: RealMenu, dice: Dice): ScenarioInput {
  const { name, load, crashes, payouts: { amount = 1_000 } = {}, client } = drawn;
  // An amount that some services do not take is no fault of theirs.
  const whole = typeof amount === "number" ? Math.ceil(amount) : amount;
  const phases = load.map(ofOnePayment);
  const hit = onlyOne(crashes, phases);
  return {
    name,
    projects: { [projects[0] ?? "account"]: { balance: BALANCE_SATS } },
    ...(whole === 1_000 ? {} : { payouts: { amount: whole } }),
    ...(hit === undefined ? inOrder(phases, dice) : { load: phases }),
    ...(hasKeys ? callerOf(client, hasLookup, dice) : {}),
    ...(hit === undefined ? {} : { crashes: hit }),
  };
}

/** A payout is paid once, unless the service sends a payment again; so its first payment is the one that meets a fault. */
function ofOnePayment(phase: Load[number]): Load[number] {
  const { faults } = phase;
  if (faults === undefined) return phase;
  const once = Object.entries(faults).map(([name, fault]) => {
    return [name, isPaymentFaultName(name) && isMap(fault) ? fault["rate"] : fault] as const;
  });
  return { ...phase, faults: Object.fromEntries(once) };
}

type Load = ScenarioInput["load"];

/** Where several payouts are under way at once, they often have an order. */
function inOrder(load: ScenarioInput["load"], dice: Dice): Pick<ScenarioInput, "load" | "order"> {
  const [phase, ...others] = load;
  const payouts = numberOf(phase?.payouts);
  if (phase === undefined || others.length > 0 || payouts < 2 || !Object.keys(phase.faults ?? {}).every(isQuick))
    return { load };
  if (dice.oneIn("no order", 3)) return { load };
  return { load: [{ ...phase, concurrency: payouts }], order: [...drawOrder(dice, payouts)] };
}

/** Faults after which every payment is made and ends at once: nobody waits in vain for one of them. */
const quick: readonly string[] = [
  "failure",
  "lost-answer",
  "slow",
  "contradictory",
  "provider-error",
] satisfies FaultName[];

function isQuick(name: string): boolean {
  return quick.includes(name) || isLookupFaultName(name) || isCallbackFaultName(name);
}

/** One interruption, and that at a moment that comes: with so few payouts there is hardly a second. */
function onlyOne(crashes: ScenarioInput["crashes"], load: Load): ScenarioInput["crashes"] {
  if (!Array.isArray(crashes)) return crashes === undefined ? undefined : { ...crashes, random: 1 };
  const fails = load.some(({ faults = {} }) => "failure" in faults || "timeout" in faults);
  const [first] = crashes.filter(({ when }) => fails || when !== "payment-failed");
  return first === undefined ? undefined : [first];
}

/** The caller as drawn. Most are patient: what they give up on proves less. */
function callerOf(client: ScenarioInput["client"], hasLookup: boolean, dice: Dice): Pick<ScenarioInput, "client"> {
  const { timeout, retry } = client ?? {};
  const again = isMap(retry) && !hasLookup ? without(retry, "when") : retry;
  const isHasty = timeout !== undefined && dice.oneIn("a hasty caller", 6);
  const drawn = { ...(isHasty ? { timeout: "1s" } : {}), ...(again === undefined ? {} : { retry: again }) };
  return Object.keys(drawn).length === 0 ? {} : { client: drawn };
}

function without(map: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}
