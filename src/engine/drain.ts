import type { Clock } from "../domain/clock.ts";
import type { Oracle } from "../domain/run-started.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import type { Target } from "../target/target.ts";
import { createDeadline, type Deadline, onAbort } from "./deadline.ts";
import type { KnownPayments } from "./known-payments.ts";
import { createListScan, type ListScan } from "./list-scan.ts";
import { createPace, type Pace } from "./pace.ts";
import { createQuietTime, type QuietTime } from "./quiet-time.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";
import type { Quiescence } from "./system.ts";

/**
 * After the load the faults are healed, and everything gets time to come to rest. The wait ends early only where nothing that is known
 * can still move: no payment is in flight, no payout is open, no money is held that was not held before, and, unless the books are known
 * to be final, the balances are what the payouts that were paid explain and no answer is left open. Anything else may still be put right,
 * or go wrong, so it gets the whole time. What has not come to rest by then is a doubt; except payouts that stayed pending although our
 * own rail has come to an end with them: those are left to the judge.
 */
export interface DrainOptions {
  readonly target: Target;
  readonly projectIds: readonly string[];
  /** Of the keys of the run; null takes every payout that is listed for one of the run. */
  readonly keyPrefix: string | null;
  readonly oracle: Oracle;
  /** Payments in flight at our own rail; on a foreign target always 0, because nobody can know. */
  readonly paymentsInFlight: () => number;
  readonly quiescence: Quiescence;
  /** What should be there; null where nobody knows, and then nothing is waited for on that account. */
  readonly known: KnownPayments | null;
  readonly drainMs: number;
  readonly clock: Clock;
  /** Aborted when the API has died: then there is nobody to wait for. */
  readonly death?: AbortSignal | undefined;
  /** Once `stop` aborts, the drain has only this long. */
  readonly hurry?: { readonly stop: AbortSignal; readonly withinMs: number } | undefined;
}

/** How long a look that began in time may outlast the drain. */
const GRACE_MS = 1_000;

/**
 * How long nothing may have moved to say of pending payouts that nobody comes back to them: longer than it takes to take over what a
 * killed process left behind, or half of a drain that is shorter than twice that. What has had less time is a doubt and no finding.
 */
const GIVEN_UP_MS = 2_000;

/** A drain that goes on. */
interface Course {
  readonly options: DrainOptions;
  readonly deadline: Deadline;
  readonly pace: Pace;
  readonly standing: QuietTime;
  readonly scan: ListScan;
}

/** Waits until everything is at rest. The answer tells what is not. */
export async function drain(options: DrainOptions): Promise<readonly Unfinished[]> {
  const { clock, hurry, death } = options;
  const deadline = createDeadline(clock, options.drainMs, GRACE_MS);
  const unhook = onAbort(hurry?.stop, () => deadline.shorten(hurry?.withinMs ?? 0));
  const standing = createQuietTime(clock.now());
  const course: Course = {
    options,
    deadline,
    pace: createPace(options.quiescence.pace),
    standing,
    scan: createListScan(options),
  };
  try {
    for (;;) {
      const end = await round(course);
      if (end !== undefined) return end;
      if (death?.aborted) return [{ kind: "service-exited" }];
      await pause(course);
    }
  } finally {
    unhook();
    deadline.cancel();
  }
}

/** Looks once. Undefined where there is more to wait for. */
async function round({ options, deadline, pace, standing, scan }: Course): Promise<readonly Unfinished[] | undefined> {
  const { clock, quiescence, known } = options;
  const look = await takeSnapshot(options, deadline.signal);
  const now = clock.now();
  if (standing.observe(look, now)) pace.quicken();
  if (look.error?.kind === "busy") pace.slow();
  const canMove = look.error !== null || look.inFlight > 0 || look.open.payouts > 0;
  const isHeld = known !== null && known.holdingMore(look.balances).length > 0;
  const isQuiet = standing.quietForMs(now) >= quiescence.quietMs;
  if (isQuiet && !canMove && !isHeld && !(await scan.mayMove(look, deadline.signal))) return [];
  return now >= deadline.atMs() ? atTheEnd(look, options, { standing, scan, now }) : undefined;
}

async function pause({ options: { clock, death, hurry }, deadline, pace }: Course): Promise<void> {
  // A signal that has aborted already would make every wait a short one.
  const signals = [death, hurry?.stop].filter((signal) => signal !== undefined);
  const wake = AbortSignal.any(signals.filter(({ aborted }) => !aborted));
  await clock.sleep(Math.min(pace.next(), Math.max(0, deadline.atMs() - clock.now())), wake);
}

/** What is not at rest when the time is up. */
function atTheEnd(
  look: Snapshot,
  { oracle, quiescence, known, drainMs, hurry }: DrainOptions,
  { standing, scan, now }: { readonly standing: QuietTime; readonly scan: ListScan; readonly now: number },
): readonly Unfinished[] {
  const { error, inFlight } = look;
  const open = look.open.payouts > 0 ? look.open : scan.open;
  const quietForMs = standing.quietForMs(now);
  // A drain that was cut short has not given anybody the time that was promised.
  const isCutShort = hurry?.stop.aborted === true;
  const isGivenUp = quietForMs >= Math.min(GIVEN_UP_MS, drainMs / 2) && error === null && inFlight === 0 && !isCutShort;
  const unfinished: Unfinished[] = [];
  if (error !== null) unfinished.push({ kind: "read-failed", reason: error.message });
  if (inFlight > 0) unfinished.push({ kind: "payments-in-flight", payments: inFlight });
  if (open.payouts > 0 && !(oracle === "rail" && isGivenUp)) unfinished.push({ kind: "payouts-open", ...open });
  if (unfinished.length > 0) return unfinished;
  if (quietForMs < quiescence.quietMs && open.payouts === 0) {
    const projectIds = standing.movedWithin(quiescence.quietMs, now);
    return [projectIds.length > 0 ? { kind: "balance-moving", projectIds } : { kind: "drain-too-short" }];
  }
  return isCutShort && known !== null ? unproved(known, look) : [];
}

/** What a whole drain leaves to the judge, and what a shorter one cannot tell from what would still have come. */
function unproved(known: KnownPayments, { balances }: Snapshot): readonly Unfinished[] {
  const held = known.holdingMore(balances);
  const off = known.unexplained(balances);
  return [
    ...(held.length > 0 ? [{ kind: "money-held", projectIds: held } as const] : []),
    ...(off.length > 0 ? [{ kind: "drift-unexplained", projectIds: off } as const] : []),
  ];
}
