import type { Clock } from "../domain/clock.ts";
import type { Msat } from "../domain/money.ts";
import { type PayoutNumber, payoutGamertag, payoutKey } from "../domain/payout.ts";
import type { Answer, PayoutRequest } from "../domain/send.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Progress } from "./progress.ts";
import type { Recorder } from "./recorder.ts";
import type { WireSends } from "./wire-sends.ts";

/** What an attempt needs from its run. */
export interface AttemptContext {
  readonly plan: Plan;
  readonly keyPrefix: string;
  readonly costMsat: (amountMsat: Msat) => Msat;
  readonly wire: WireSends;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly progress: Progress;
  /** Aborted when no more attempts are sent. */
  readonly stop: AbortSignal;
  /** Resolves when the API listens, where callers wait for it before they send again; else null. */
  readonly listening: (() => Promise<void>) | null;
  /**
   * True where the payout id of every answer is kept, because the service may list another one. Otherwise ids are kept only where attempts
   * of one payout can contradict each other: a hundred thousand useless ids would be most of the log.
   */
  readonly keepsIds: boolean;
  /** Called with the number of attempts in flight whenever it grows. */
  inFlight(attempts: number): void;
}

/** Sends one payout: the first attempt and, while the outcome is unknown, its retries. Never rejects. */
export async function carryOut(context: AttemptContext, payout: PayoutNumber): Promise<void> {
  const { plan, wire, clock, stop, progress, listening } = context;
  const { attempts, backoffMs } = plan.client;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await wire.sendOf(payout)(sending(context, payout, attempt));
    answered(context, payout, attempt, answer);
    if (answer.outcome !== "unknown" || attempt >= attempts || stop.aborted) break;
    await clock.sleep(backoffMs * 2 ** (attempt - 1), stop);
    await listening?.();
    if (stop.aborted) break;
  }
  progress.done += 1;
}

/** Records that an attempt is sent, and returns its request. */
function sending(context: AttemptContext, payout: PayoutNumber, attempt: number): PayoutRequest {
  const { plan, keyPrefix, recorder, progress } = context;
  const projectId = plan.projects[plan.projectOf[payout - 1] ?? 0]?.projectId ?? "";
  const amountMsat = plan.amountsMsat[payout - 1] ?? 0;
  const costMsat = context.costMsat(amountMsat);
  recorder.record({ kind: "attempt-sent", atMs: recorder.atMs(), payout, attempt, projectId, amountMsat, costMsat });
  progress.inFlight += 1;
  context.inFlight(progress.inFlight);
  return {
    gamertag: payoutGamertag(keyPrefix, payout),
    amountMsat,
    projectId,
    idempotencyKey: payoutKey(keyPrefix, payout, attempt, plan.client.retryKey),
  };
}

/** Records the answer. */
function answered(context: AttemptContext, payout: PayoutNumber, attempt: number, answer: Answer): void {
  const { plan, recorder, progress } = context;
  const { outcome, reason, status, code } = answer;
  progress.inFlight -= 1;
  if (outcome === "unknown" || outcome === "pending") progress.open += 1;
  const keepsId = context.keepsIds || attempt > 1 || (outcome === "unknown" && plan.client.attempts > 1);
  recorder.record({
    kind: "attempt-answered",
    atMs: recorder.atMs(),
    payout,
    attempt,
    outcome,
    reason,
    status,
    code,
    payoutId: keepsId ? answer.payoutId : "",
  });
}
