import type { Doubt } from "../domain/doubt.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";
import type { FaultSource } from "../engine/system-under-test.ts";
import type { Plan, PlannedPhase } from "../scenario/plan.ts";
import { type Injection, type Target, TargetError } from "../service/target.ts";
import { orRefusal } from "./refusal.ts";

/** The failure-injection switch of a target, as a run uses it. */
export interface FailureSwitch extends FaultSource {
  /** Why declared faults cannot be injected. */
  readonly doubts: readonly Doubt[];
  /** True when the switch was already on. */
  readonly wasOn: boolean;
  /** The planned faults that the switch supports. */
  readonly injects: ReadonlySet<PaymentFaultName>;
  /** Restores the state that the switch was found in. Returns undefined, or a sentence about why that failed. */
  restore(): Promise<string | undefined>;
}

/**
 * Checks before any payout is sent whether the target has a switch, and which planned faults it supports: a fault that it does not report back
 * is not used. @throws TargetError when the target cannot be reached.
 */
export async function openFailureSwitch(
  target: Target,
  plan: Plan,
  rollbackOnTimeout?: boolean | undefined,
): Promise<FailureSwitch> {
  const read = await orRefusal(target.injection());
  const found = read instanceof TargetError ? undefined : read;
  const wanted = plan.phases.flatMap((phase) => (phase.rates.length > 0 ? [injectionOf(phase)] : []));
  const isNeeded = wanted.length > 0 || rollbackOnTimeout !== undefined;
  const isUsed = found !== undefined && (isNeeded || found.enabled);
  const set = async (state: Injection) => {
    if (isUsed) await target.inject(rollbackOnTimeout === undefined ? state : { ...state, rollbackOnTimeout });
  };
  const restore = async () => (isUsed ? restoreTo(target, found) : undefined);
  const injects = await supported(target, found === undefined ? [] : wanted, set, restore);
  const ignored = found === undefined ? [] : [...new Set(wanted.map(faultOf))].filter((fault) => !injects.has(fault));
  const wasOn = found?.enabled === true;
  return {
    doubts: [
      ...(wasOn ? [{ kind: "switch-was-on" } as const] : []),
      ...(read instanceof TargetError && isNeeded ? [{ kind: "switch-missing", reason: read.message } as const] : []),
      ...ignored.map((fault) => ({ kind: "fault-ignored", fault }) as const),
    ],
    wasOn,
    injects,
    begin: async (phase) => {
      const state = injectionOf(phase);
      await set(injects.has(faultOf(state)) ? state : healed);
    },
    heal: () => set(healed),
    restore,
    allRecorded: async () => {},
    paymentsInFlight: () => 0,
    paymentsAwaited: () => 0,
    // Nobody sees these faults fire; while the target has pending payouts, one may still be on its way.
    faultsAhead: () => (injects.size === 0 ? 0 : 1),
  };
}

/** The state of the switch during a phase. It injects one fault at a time. */
export function injectionOf({ rates: [first] }: Pick<PlannedPhase, "rates">): Injection {
  return first === undefined ? healed : { enabled: true, timeoutRate: first.rate, fate: first.fault };
}

const healed: Injection = { enabled: false, timeoutRate: 0 };

/** The fault in a state of the switch; one that does not name it means `timeout`. */
function faultOf({ fate }: Injection): PaymentFaultName {
  return (fate ?? "timeout") as PaymentFaultName;
}

/** Sets each wanted fault once, while no payout can meet it, and reads back whether the switch took it. */
async function supported(
  target: Target,
  wanted: readonly Injection[],
  set: (state: Injection) => Promise<void>,
  restore: () => Promise<string | undefined>,
): Promise<ReadonlySet<PaymentFaultName>> {
  const taken = new Set<PaymentFaultName>();
  try {
    for (const state of wanted) {
      const fault = faultOf(state);
      if (state.timeoutRate > 0 && !taken.has(fault) && (await isTaken(target, state, set))) taken.add(fault);
    }
    if (wanted.length > 0) await set(healed);
    return taken;
  } catch (error) {
    const notRestored = await restore();
    if (notRestored === undefined || !(error instanceof TargetError)) throw error;
    throw new TargetError(error.kind, `${error.message}; and ${notRestored}`);
  }
}

async function isTaken(target: Target, state: Injection, set: (state: Injection) => Promise<void>): Promise<boolean> {
  const now = await orRefusal(set(state).then(() => target.injection()));
  return !(now instanceof TargetError) && now.enabled && now.timeoutRate > 0 && faultOf(now) === faultOf(state);
}

async function restoreTo(target: Target, found: Injection): Promise<string | undefined> {
  try {
    await target.inject(found);
    return undefined;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const was = JSON.stringify(found);
    return `the failure-injection switch of ${target.url} could not be restored to ${was}, and may still inject faults: ${error.message}`;
  }
}
