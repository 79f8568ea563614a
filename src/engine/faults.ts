import { fates, isFateName } from "../lightning/fates.ts";
import type { LightningNode } from "../lightning/node.ts";
import type { Plan, PlannedPhase } from "../scenario/plan.ts";
import { type Injection, type Target, TargetError } from "../target/target.ts";
import type { WireFaultName } from "../wire/names.ts";

/** Whoever makes the declared faults happen: our own node, or the failure-injection switch of a foreign target. */
export interface FaultSource {
  /** Called before the first payout of each phase. */
  begin(phase: PlannedPhase): Promise<void>;
  /** Called once, after the load: from now on nothing goes wrong any more. */
  heal(): Promise<void>;
  /** Payments in flight at the node; 0 where nobody can know. */
  paymentsInFlight(): number;
  /** Payments of which somebody still awaits the end, and whose fault may therefore still be on its way. */
  paymentsAwaited(): number;
  /** Declared faults that are still to come; 0 where nobody can know. */
  unmet(): number;
}

/** Our own node: it already knows the fate of every payment from the plan. */
export function nodeFaults(node: LightningNode, unmet: () => number): FaultSource {
  return {
    begin: async () => {},
    heal: async () => node.heal(),
    paymentsInFlight: () => node.inFlight,
    paymentsAwaited: () => node.awaited,
    unmet,
  };
}

/** What was found out about a target's switch before the run. */
export interface SwitchFaults extends FaultSource {
  /** What keeps the declared faults from being injected or judged, one sentence each. */
  readonly doubts: readonly string[];
  /** False when a declared fault may let a payment settle although its answer left that open. */
  readonly openMeansUnpaid: boolean;
  /** True when somebody had left the switch on. */
  readonly wasOn: boolean;
  /** Puts the switch back to where it was found. */
  restore(): Promise<void>;
}

/** The failure-injection switch of a target. `rollbackOnTimeout` is set only when it was asked for. */
export async function switchFaults(target: Target, plan: Plan, rollbackOnTimeout?: boolean): Promise<SwitchFaults> {
  const { found, why } = await readSwitch(target);
  const quiet = plan.phases.every(({ rates }) => rates.length === 0);
  // A run without faults and without a wish for a strategy has no reason to touch the switch, and needs none.
  const useless = found === undefined || (quiet && rollbackOnTimeout === undefined && !found.enabled);
  const set = async (state: Injection) => {
    if (!useless) await target.inject(rollbackOnTimeout === undefined ? state : { ...state, rollbackOnTimeout });
  };
  const heal = () => set(healed);
  const missed = found === undefined && (!quiet || rollbackOnTimeout !== undefined);
  return {
    doubts: [...(missed ? [noSwitch(why)] : []), ...doubtsOnTarget(plan)],
    wasOn: found?.enabled === true,
    openMeansUnpaid: untold(plan).length === 0,
    begin: (phase) => set(injectionOf(phase)),
    heal,
    restore: async () => {
      if (!useless && found !== undefined) await target.inject(found).catch(() => {});
    },
    paymentsInFlight: () => 0,
    paymentsAwaited: () => 0,
    // Nobody sees them happen; so as long as the target has payouts pending, one may be on its way.
    unmet: () => (quiet ? 0 : 1),
  };
}

/** What the switch is told when a phase begins. It injects one fault at a time. */
export function injectionOf({ rates: [first] }: PlannedPhase): Injection {
  return first === undefined ? healed : { enabled: true, timeoutRate: first.rate, fate: first.fault };
}

const healed: Injection = { enabled: false, timeoutRate: 0 };

/** What a plan holds that can already be said against a run on a target of somebody else's. */
export function doubtsOnTarget(plan: Plan): readonly string[] {
  return [...untold(plan), ...untoldOnTheWire(plan), ...crowded(plan), ...embeddedOnly(plan)];
}

function noSwitch(why: string): string {
  return `the target has no failure-injection switch (${why}), so neither faults nor a strategy can be set there`;
}

async function readSwitch(target: Target): Promise<{ found: Injection | undefined; why: string }> {
  try {
    return { found: await target.injection(), why: "" };
  } catch (error) {
    if (error instanceof TargetError && error.kind !== "unreachable") return { found: undefined, why: error.message };
    throw error;
  }
}

/** Faults whose end the answers do not tell: judged by answers alone, a wrong fix would look right. */
function untold(plan: Plan): string[] {
  const names = new Set(plan.faults.map(({ name }) => name));
  return [...names]
    .filter((name) => isFateName(name) && !fates[name].told)
    .map(
      (name) =>
        `after ${name} the answers do not tell whether the payment settled; only the node knows, and it is not ours here`,
    );
}

/** Whether the caller learns from the answer to the same attempt what became of its payout. */
const toldOnTheWire: Readonly<Record<WireFaultName, boolean>> = {
  "request-lost": true,
  "answer-lost": false,
  "request-duplicated": true,
  "request-delayed": false,
};

/** A caller who asks again under the same key is told in the end; any other never hears what the API did with its request. */
function untoldOnTheWire({ wire, client }: Plan): string[] {
  if (client.attempts > 1 && client.retryKey === "same") return [];
  const names = new Set([...wire.values()].filter((name) => !toldOnTheWire[name]));
  return [...names].map(
    (name) => `after ${name} the caller is told nothing, because it does not ask again under the same key`,
  );
}

/** What is a property of the embedded API, and cannot be made to hold of somebody else's. */
function embeddedOnly({ api: { crashes, rail, instances } }: Plan): string[] {
  return [
    ...(crashes.length > 0 ? ["the scenario kills the API, and a target of somebody else's cannot be killed"] : []),
    ...(rail === "lnd" ? [] : [`the scenario wants a ${rail} node, and the target has a node of its own`]),
    ...(instances === 1 ? [] : [`the scenario wants ${instances} instances, and how many the target has is its own`]),
  ];
}

function crowded(plan: Plan): string[] {
  return plan.phases
    .filter(({ rates }) => rates.length > 1)
    .map(({ name }) => `phase "${name}" declares several faults, and the target's switch injects one at a time`);
}
