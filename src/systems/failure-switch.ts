import type { Doubt } from "../domain/doubt.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";
import type { FaultSource } from "../engine/system.ts";
import type { Plan, PlannedPhase } from "../scenario/plan.ts";
import { type Injection, type Target, TargetError } from "../target/target.ts";

/** The failure-injection switch of a target, as it was found, and as a run uses it. */
export interface FailureSwitch extends FaultSource {
  /** What keeps declared faults from being injected. */
  readonly doubts: readonly Doubt[];
  /** True when somebody had left the switch on. */
  readonly wasOn: boolean;
  /** The faults that it injects in this run: those of the plan that it showed to know. */
  readonly injects: ReadonlySet<PaymentFaultName>;
  /** Puts the switch back to where it was found. The answer is undefined, or says that this failed. */
  restore(): Promise<string | undefined>;
}

/**
 * Finds out about the switch of a target before anything is sent: whether there is one, and whether it knows each fault that it is to
 * inject. What it took without showing it again it may well have ignored, so it is not asked for that fault, and nobody claims that it
 * fired. `rollbackOnTimeout` is set only when it was asked for. @throws TargetError when the target cannot be reached.
 */
export async function openFailureSwitch(
  target: Target,
  plan: Plan,
  rollbackOnTimeout?: boolean | undefined,
): Promise<FailureSwitch> {
  const { found, why } = await readSwitch(target);
  const wanted = plan.phases.flatMap((phase) => (phase.rates.length > 0 ? [injectionOf(phase)] : []));
  const isQuiet = wanted.length === 0;
  // A run without faults and without a wish for a strategy has no reason to touch the switch, and needs none.
  const useless = found === undefined || (isQuiet && rollbackOnTimeout === undefined && !found.enabled);
  const set = async (state: Injection) => {
    if (!useless) await target.inject(rollbackOnTimeout === undefined ? state : { ...state, rollbackOnTimeout });
  };
  const restore = async () => (useless || found === undefined ? undefined : putBack(target, found));
  const injects = found === undefined ? new Set<PaymentFaultName>() : await known(target, wanted, set, restore);
  const isMissed = found === undefined && (!isQuiet || rollbackOnTimeout !== undefined);
  const ignored = found === undefined ? [] : [...new Set(wanted.map(fateOf))].filter((fate) => !injects.has(fate));
  return {
    doubts: [
      ...(found?.enabled === true ? [{ kind: "switch-was-on" } as const] : []),
      ...(isMissed ? [{ kind: "switch-missing", reason: why } as const] : []),
      ...ignored.map((fault) => ({ kind: "fault-ignored", fault }) as const),
    ],
    wasOn: found?.enabled === true,
    injects,
    begin: async (phase) => {
      const state = injectionOf(phase);
      await set(injects.has(fateOf(state)) ? state : healed);
    },
    heal: () => set(healed),
    restore,
    paymentsInFlight: () => 0,
    paymentsAwaited: () => 0,
    // Nobody sees them happen; so as long as the target has payouts pending, one may be on its way.
    faultsAhead: () => (injects.size === 0 ? 0 : 1),
  };
}

/** What the switch is told when a phase begins. It injects one fault at a time. */
export function injectionOf({ rates: [first] }: Pick<PlannedPhase, "rates">): Injection {
  return first === undefined ? healed : { enabled: true, timeoutRate: first.rate, fate: first.fault };
}

const healed: Injection = { enabled: false, timeoutRate: 0 };

/** The fate that the switch is to inject; a switch that knows one only has `timeout`. */
function fateOf({ fate }: Injection): PaymentFaultName {
  return (fate ?? "timeout") as PaymentFaultName;
}

async function readSwitch(target: Target): Promise<{ found: Injection | undefined; why: string }> {
  try {
    return { found: await target.injection(), why: "" };
  } catch (error) {
    if (error instanceof TargetError && error.kind !== "unreachable") return { found: undefined, why: error.message };
    throw error;
  }
}

/** Tries each fault that is wanted, with nobody there to meet it, and looks whether the switch shows it again. */
async function known(
  target: Target,
  wanted: readonly Injection[],
  set: (state: Injection) => Promise<void>,
  restore: () => Promise<string | undefined>,
): Promise<ReadonlySet<PaymentFaultName>> {
  const taken = new Set<PaymentFaultName>();
  try {
    for (const state of wanted) {
      if (state.timeoutRate > 0 && !taken.has(fateOf(state)) && (await isTaken(target, state, set)))
        taken.add(fateOf(state));
    }
    if (wanted.length > 0) await set(healed);
    return taken;
  } catch (error) {
    const left = await restore();
    if (left === undefined || !(error instanceof TargetError)) throw error;
    throw new TargetError(error.kind, `${error.message}; and ${left}`);
  }
}

async function isTaken(target: Target, state: Injection, set: (state: Injection) => Promise<void>): Promise<boolean> {
  try {
    await set(state);
    const { enabled, timeoutRate, fate } = await target.injection();
    // A switch of the time before there were fates shows none, and means timeouts.
    return enabled && timeoutRate > 0 && (fate ?? "timeout") === fateOf(state);
  } catch (error) {
    if (error instanceof TargetError && error.kind !== "unreachable") return false;
    throw error;
  }
}

async function putBack(target: Target, found: Injection): Promise<string | undefined> {
  try {
    await target.inject(found);
    return undefined;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const was = JSON.stringify(found);
    return `the failure-injection switch of ${target.url} could not be put back to ${was}, and may still inject faults: ${error.message}`;
  }
}
