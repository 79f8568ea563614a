import type { Clock } from "../domain/clock.ts";
import { type PayoutNumber, payoutGamertag, payoutKey } from "../domain/payout.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Answer, PayoutRequest } from "../target/target.ts";
import type { Progress } from "./progress.ts";
import type { Recorder } from "./recorder.ts";
import type { WireSends } from "./wire-sends.ts";

/** What an attempt needs from the run it belongs to. */
export interface AttemptContext {
  readonly plan: Plan;
  readonly keyPrefix: string;
  readonly wire: WireSends;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly progress: Progress;
  /** Aborted when no further attempt is to be sent. */
  readonly stop: AbortSignal;
  /** Told the number of attempts in flight whenever it grows. */
  inFlight(attempts: number): void;
}

/**
 * Carries one payout through: the first attempt and, while the outcome is unknown, its retries. A caller that knows the outcome
 * has no reason to try again. Never rejects.
 */
export async function carryOut(context: AttemptContext, payout: PayoutNumber): Promise<void> {
  const { plan, wire, clock, stop, progress } = context;
  const { attempts, backoffMs } = plan.client;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await wire.sendOf(payout)(sending(context, payout, attempt));
    answered(context, payout, attempt, answer);
    if (answer.outcome !== "unknown" || attempt >= attempts || stop.aborted) break;
    await clock.sleep(backoffMs * 2 ** (attempt - 1), stop).catch(() => {});
    if (stop.aborted) break;
  }
  progress.done += 1;
}

/** Records that an attempt goes out; the answer is what goes out. */
function sending(context: AttemptContext, payout: PayoutNumber, attempt: number): PayoutRequest {
  const { plan, keyPrefix, recorder, progress } = context;
  const projectId = plan.projects[plan.projectOf[payout - 1] ?? 0]?.projectId ?? "";
  const amountSats = plan.amountsSats[payout - 1] ?? 0;
  recorder.record({ kind: "attempt-sent", atMs: recorder.atMs(), payout, attempt, projectId, amountSats });
  progress.inFlight += 1;
  context.inFlight(progress.inFlight);
  return {
    gamertag: payoutGamertag(keyPrefix, payout),
    amountSats,
    projectId,
    idempotencyKey: payoutKey(keyPrefix, payout, attempt, plan.client.retryKey),
  };
}

/** Records what came back. */
function answered(context: AttemptContext, payout: PayoutNumber, attempt: number, answer: Answer): void {
  const { plan, recorder, progress } = context;
  const { outcome, status, code } = answer;
  progress.inFlight -= 1;
  if (outcome === "unknown" || outcome === "pending") progress.open += 1;
  // An id is kept where attempts of one payout can contradict each other; a hundred thousand kept for nothing would be most of the log.
  const keepsId = attempt > 1 || (outcome === "unknown" && plan.client.attempts > 1);
  const payoutId = keepsId ? answer.payoutId : "";
  recorder.record({
    kind: "attempt-answered",
    atMs: recorder.atMs(),
    payout,
    attempt,
    outcome,
    status,
    code,
    payoutId,
  });
}
