import type { Clock } from "../domain/clock.ts";
import { type Target, TargetError } from "../service/target.ts";
import type { KnownPayments } from "./known-payments.ts";
import { noneOpen, type OpenPayouts, openPayouts } from "./open-payouts.ts";
import { createPace } from "./pace.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Quiescence } from "./system-under-test.ts";

/**
 * A second check of an external service that seems to have finished: its whole list of payouts, because it may have words of its own for
 * what it is still working on; and whether the known payments explain the balances. A list may be long, so it is read seldom.
 */
export interface ListScan {
  /** True where anything known may still move money. */
  mayMove(snapshot: Snapshot, signal: AbortSignal): Promise<boolean>;
  /** The payouts that were open when the list was last read. */
  open(): OpenPayouts;
}

/** What a scan needs from its drain. */
export interface ScanOptions {
  readonly target: Target;
  readonly projectIds: readonly string[];
  readonly keyPrefix: string | null;
  readonly quiescence: Quiescence;
  readonly known: KnownPayments | null;
  readonly clock: Clock;
}

const PACE = { fromMs: 1_000, toMs: 8_000 };

/** A scan that has not read any list yet. */
export function createListScan(options: ScanOptions): ListScan {
  const { quiescence, known, clock } = options;
  const pace = createPace(PACE);
  let open: OpenPayouts | undefined;
  let dueAtMs = clock.now();
  const read = async (signal: AbortSignal) => {
    if (clock.now() < dueAtMs) return;
    dueAtMs = clock.now() + pace.next();
    try {
      open = await openPayouts(options, { signal }, (payout, { state }) => known?.listed(payout, state));
    } catch (error) {
      // The final reads meet the same error and record it; until then nothing is known.
      if (!(error instanceof TargetError)) throw error;
      open = undefined;
    }
  };
  return {
    async mayMove({ balances }, signal) {
      if (quiescence.booksAreFinal) return false;
      await read(signal);
      if (open === undefined || open.payouts > 0) return true;
      return known !== null && (known.openAnswers > 0 || known.unexplained(balances).length > 0);
    },
    open: () => open ?? noneOpen,
  };
}
