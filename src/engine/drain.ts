import type { Clock } from "../domain/clock.ts";
import type { Oracle } from "../domain/run-started.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import type { Target } from "../service/target.ts";
import { createDeadline, type Deadline, onAbort } from "./deadline.ts";
import type { KnownPayments } from "./known-payments.ts";
import { createListScan, type ListScan } from "./list-scan.ts";
import { createPace, type Pace } from "./pace.ts";
import { createQuietTime, type QuietTime } from "./quiet-time.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";
import type { Quiescence } from "./system-under-test.ts";

/**
 * After the load the faults are healed, and everything gets time to finish. The drain ends early only where nothing known can still move: no
 * payment is in flight, no payout is open, no more money is held than before, and, unless the books are known to be final, the known
 * payments explain the balances and no answer is open. Anything else may still be corrected, or go wrong, so it gets the whole time. What
 * has not finished by then is a doubt; except payouts that are still pending although our own rail is done with them: the judge decides
 * about those.
 */
export interface DrainOptions {
  readonly target: Target;
  readonly projectIds: readonly string[];
  /** The prefix of the run's keys; null counts every listed payout as one of the run. */
  readonly keyPrefix: string | null;
  readonly oracle: Oracle;
  /** Payments in flight at our own rail; always 0 on an external target, because nobody can know. */
  readonly paymentsInFlight: () => number;
  /** Payouts that the service called pending when it was last asked for them one by one. */
  readonly pendingOutcomes: () => number;
  readonly quiescence: Quiescence;
  /** What should be there; null where nobody knows, and then nothing is waited for on that account. */
  readonly known: KnownPayments | null;
  readonly drainMs: number;
  readonly clock: Clock;
  /** Aborted when the API has died, so that nothing is worth waiting for. */
  readonly death?: AbortSignal | undefined;
  /** Once `stop` aborts, the drain has only this long. */
  readonly hurry?: { readonly stop: AbortSignal; readonly withinMs: number } | undefined;
}

/** How long a snapshot that was begun in time may outlast the drain. */
const GRACE_MS = 1_000;

/**
 * How long nothing may have moved to say that pending payouts are abandoned: longer than it takes to take over what a killed process left
 * behind, or half of a shorter drain. Anything that has had less time is a doubt and no finding.
 */
const ABANDONED_MS = 2_000;

/** A drain that goes on. */
interface Draining {
  readonly options: DrainOptions;
  readonly deadline: Deadline;
  readonly pace: Pace;
  readonly quietTime: QuietTime;
  readonly scan: ListScan;
  readonly wake: Wake;
}

/** Waits until everything has finished. Returns what has not. */
export async function drain(options: DrainOptions): Promise<readonly Unfinished[]> {
  const { clock, hurry, death, quiescence } = options;
  const deadline = createDeadline(clock, options.drainMs, GRACE_MS);
  const unhook = onAbort(hurry?.stop, () => deadline.shorten(hurry?.withinMs ?? 0));
  const quietTime = createQuietTime(clock.now());
  const draining: Draining = {
    options,
    deadline,
    pace: createPace(quiescence.pace),
    quietTime,
    scan: createListScan(options),
    wake: createWake(options),
  };
  try {
    for (;;) {
      const unfinished = await round(draining);
      if (unfinished !== undefined) return unfinished;
      if (death?.aborted) return [{ kind: "service-exited" }];
      await pause(draining);
    }
  } finally {
    unhook();
    draining.wake.cancel();
    deadline.cancel();
  }
}

/** Takes one snapshot. Undefined where there is more to wait for. */
async function round(draining: Draining): Promise<readonly Unfinished[] | undefined> {
  const { options, deadline, pace, quietTime, scan } = draining;
  const { clock, quiescence, known } = options;
  const askedAtMs = clock.now();
  const snapshot = await takeSnapshot(options, deadline.signal);
  const now = clock.now();
  if (quietTime.observe(snapshot, now)) pace.quicken();
  if (snapshot.error?.kind === "busy") pace.slow();
  const canMove = snapshot.error !== null || snapshot.inFlight > 0 || snapshot.open.payouts > 0;
  const isHeld = known !== null && known.holdingMore(snapshot.balances).length > 0;
  // A slow read says nothing about the time that it took.
  const isQuiet = quietTime.quietForMs(askedAtMs) >= quiescence.quietMs;
  if (isQuiet && !canMove && !isHeld && !(await scan.mayMove(snapshot, deadline.signal))) return [];
  return now >= deadline.atMs() ? unfinishedAtEnd(snapshot, draining, askedAtMs) : undefined;
}

async function pause({ options: { clock }, deadline, pace, wake }: Draining): Promise<void> {
  await clock.sleep(Math.min(pace.next(), Math.max(0, deadline.atMs() - clock.now())), wake.signal());
}

/** What ends a pause. Each signal ends one; after that, or when it has aborted before, it would make every pause a short one. */
interface Wake {
  signal(): AbortSignal;
  /** Listens to the signals no longer. */
  cancel(): void;
}

function createWake({ death, hurry }: DrainOptions): Wake {
  let controller = new AbortController();
  const wake = () => controller.abort("woken");
  const unhooks = [death, hurry?.stop].map((signal) => (signal?.aborted ? () => {} : onAbort(signal, wake)));
  return {
    signal() {
      if (controller.signal.aborted) controller = new AbortController();
      return controller.signal;
    },
    cancel() {
      for (const unhook of unhooks) unhook();
    },
  };
}

function unfinishedAtEnd(
  snapshot: Snapshot,
  { options, quietTime, scan }: Draining,
  askedAtMs: number,
): readonly Unfinished[] {
  const { oracle, quiescence, known, drainMs, hurry } = options;
  const { error, inFlight } = snapshot;
  const open = snapshot.open.payouts > 0 ? snapshot.open : scan.open();
  const quietForMs = quietTime.quietForMs(askedAtMs);
  // A drain that was cut short has not given the service the time that was promised.
  const isCutShort = hurry?.stop.aborted === true;
  const isAbandoned =
    quietForMs >= Math.min(ABANDONED_MS, drainMs / 2) && error === null && inFlight === 0 && !isCutShort;
  const unfinished: Unfinished[] = [];
  if (error !== null) unfinished.push({ kind: "read-failed", reason: error.message });
  if (inFlight > 0) unfinished.push({ kind: "payments-in-flight", payments: inFlight });
  if (open.payouts > 0 && !(oracle === "rail" && isAbandoned)) unfinished.push({ kind: "payouts-open", ...open });
  if (unfinished.length > 0) return unfinished;
  if (quietForMs < quiescence.quietMs && open.payouts === 0) {
    const projectIds = quietTime.movedWithin(quiescence.quietMs, askedAtMs);
    return [projectIds.length > 0 ? { kind: "balance-moving", projectIds } : { kind: "drain-too-short" }];
  }
  return isCutShort && known !== null ? unproved(known, snapshot) : [];
}

/** What a whole drain leaves to the judge, and a shortened one cannot tell from what would still have happened. */
function unproved(known: KnownPayments, { balances }: Snapshot): readonly Unfinished[] {
  const held = known.holdingMore(balances);
  const off = known.unexplained(balances);
  const unfinished: Unfinished[] = [];
  if (held.length > 0) unfinished.push({ kind: "money-held", projectIds: held });
  if (off.length > 0) unfinished.push({ kind: "drift-unexplained", projectIds: off });
  return unfinished;
}
