import { costMsat } from "../domain/money.ts";
import type { InjectedTimeouts } from "../domain/run-started.ts";
import type { Quiescence, SystemUnderTest } from "../engine/system.ts";
import { type FailureSwitch, openFailureSwitch } from "./failure-switch.ts";
import { doubtsOnTarget } from "./foreign-doubts.ts";
import { connect, declarations, type ForeignTarget, uniquePrefix } from "./foreign-target.ts";
import { provide } from "./providing.ts";
import { createEndings, type SystemContext } from "./system-context.ts";

/**
 * On a foreign target nobody sees payments in flight, and its books may follow later, so all there is to go by is what it lists, and that
 * the balances stay the same. Somebody else pays for each question.
 */
export const foreignQuiescence: Quiescence = { quietMs: 300, booksAreFinal: false, pace: { fromMs: 100, toMs: 1_000 } };

/**
 * A payout API that somebody else started, judged by what it answers and lists. Timeouts are injected through its own switch, which is put
 * back in the end. @throws TargetError when nothing can be reached there, or its balance is missing.
 */
export async function openTarget(foreign: ForeignTarget, context: SystemContext): Promise<SystemUnderTest> {
  const { plan, clock, stop } = context;
  const endings = createEndings();
  const target = connect(foreign, plan, clock);
  endings.add(() => target.close());
  try {
    const faults = await openFailureSwitch(target, plan, foreign.rollbackOnTimeout);
    endings.add(() => faults.restore());
    const notes = [ANSWERS, ...switchNotes(foreign, faults), ...(await provide(target, plan, stop))];
    return {
      description: {
        ...declarations(foreign, plan),
        oracle: "answers",
        injectedTimeouts: injectedTimeouts(foreign, faults),
        keyPrefix: uniquePrefix(plan, clock),
        doubts: [...faults.doubts, ...doubtsOnTarget(plan)],
        notes,
      },
      target,
      costMsat,
      faults,
      processes: null,
      quiescence: foreignQuiescence,
      close: () => endings.close(),
    };
  } catch (error) {
    throw await endings.closeAfter(error);
  }
}

const ANSWERS =
  "the oracle is what the target answers and lists: what it calls paid counts as paid, and what its node really settled is not known here";

/** The declaration is about timeouts that the switch injects, and says nothing where it injects none, or anything else besides. */
function injectedTimeouts({ injectedTimeouts: declared }: ForeignTarget, { injects }: FailureSwitch): InjectedTimeouts {
  return injects.size === 1 && injects.has("timeout") ? (declared ?? "never-paid") : "unknown";
}

/** What the run changes at the target's switch, and puts back at its end. */
export function switchNotes({ rollbackOnTimeout }: ForeignTarget, { wasOn }: FailureSwitch): string[] {
  const strategy = rollbackOnTimeout ? "rollback" : "naive";
  return [
    ...(rollbackOnTimeout === undefined
      ? []
      : [`for this run the switch of the target was set to ${strategy}, whatever strategy it has of its own`]),
    ...(wasOn ? ["the failure-injection switch of the target was already on before the run"] : []),
  ];
}
