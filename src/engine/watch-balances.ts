import type { Clock } from "../domain/clock.ts";
import { TargetError } from "../service/target.ts";
import { createPace } from "./pace.ts";
import { type ReadContext, readBalance } from "./reads.ts";

/**
 * The pause after each round: short enough to catch a wrong balance in a spike, long enough not to be a load of its own. A busy service gets
 * the longest pause.
 */
const PACE = { fromMs: 100, toMs: 1_000 };

/** How many projects one round reads; the next round goes on with the others. */
const PER_ROUND = 4;

/** Balances that are read again and again. */
export interface Watch {
  /** Resolves once the last read is answered; nothing is read after that. */
  stop(): Promise<void>;
}

/**
 * Reads the balances of all projects while the load runs: a balance that is right before and after can be wrong in between, and may be spent
 * by then. Reads never overlap. A failed read is not recorded, because an API that was just killed refuses connections. `signal` ends a read
 * that is under way.
 */
export function watchBalances(context: ReadContext, clock: Clock, signal?: AbortSignal): Watch {
  const stop = new AbortController();
  const pace = createPace(PACE);
  const watch = async () => {
    let next = 0;
    while ((await clock.sleep(pace.next(), stop.signal)) === "elapsed") {
      const { length } = context.projectIds;
      pace.quicken();
      for (let read = 0; read < Math.min(PER_ROUND, length) && !stop.signal.aborted; read += 1) {
        const isBusy = !(await readOne(context, context.projectIds[next % length] ?? "", signal));
        if (isBusy) pace.slow();
        next += 1;
      }
    }
  };
  const watching = watch();
  // Whoever stops it is told why it failed; until then nobody listens.
  watching.catch(() => {});
  return {
    stop() {
      stop.abort("stopped");
      return watching;
    },
  };
}

/** False where the service is busy. */
async function readOne(context: ReadContext, projectId: string, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await readBalance(context, projectId, "during", signal);
    return true;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return error.kind !== "busy";
  }
}
