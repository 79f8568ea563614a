import type { Barrier } from "../domain/barrier.ts";
import type { Clock } from "../domain/clock.ts";
import { hostileAmountOf } from "../domain/hostile-amount.ts";
import type { Msat } from "../domain/money.ts";
import { isFinal, type Outcome } from "../domain/outcome.ts";
import { type PayoutNumber, payoutGamertag, payoutKey } from "../domain/payout.ts";
import type { Answer, PayoutRequest } from "../domain/send.ts";
import type { Plan, PlannedClient } from "../scenario/plan.ts";
import type { Poll } from "../service/target.ts";
import { isSaidAbsent } from "./look-up.ts";
import type { Outcomes, SentAttempt } from "./outcomes.ts";
import type { Progress } from "./progress.ts";
import type { Recorder } from "./recorder.ts";
import type { WireSends } from "./wire-sends.ts";

/** What an attempt needs from its run. */
export interface AttemptContext {
  readonly client: PlannedClient;
  /** The request of an attempt. */
  readonly requestOf: (payout: PayoutNumber, attempt: number) => PayoutRequest;
  readonly costMsat: (amountMsat: Msat) => Msat;
  readonly wire: Pick<WireSends, "sendOf">;
  readonly clock: Clock;
  readonly recorder: Pick<Recorder, "record" | "atMs">;
  readonly progress: Progress;
  /** What an attempt waits for before it is sent. */
  readonly barrier: Barrier;
  /** Aborted when no more attempts are sent. */
  readonly stop: AbortSignal;
  /** Resolves when the API listens, where callers wait for it before they send again; else null. */
  readonly listening: (() => Promise<void>) | null;
  /**
   * True where the payout id of every answer is kept, because the service may list another one. Otherwise ids are kept only where attempts
   * of one payout can contradict each other: a hundred thousand useless ids would be most of the log.
   */
  readonly keepsIds: boolean;
  /** What is learned after an answer; null where nothing can be. */
  readonly outcomes: Outcomes | null;
  /** What a caller asks before it sends a payout again; null where the service has no such call. */
  readonly lookUp: Poll | null;
  /** When a caller gives up, counted from the sending of an attempt. */
  readonly clientTimeoutMs: number;
  /** Called with the number of attempts in flight whenever it grows. */
  inFlight(attempts: number): void;
}

/** Sends one payout: the first attempt and, while the outcome is unknown, its retries. Never rejects. */
export async function carryOut(context: AttemptContext, payout: PayoutNumber): Promise<void> {
  const { client, clock, stop, progress, listening } = context;
  const { attempts, backoffMs, retryWhen } = client;
  for (let attempt = 1; ; attempt += 1) {
    const { sent, payoutId, outcome } = await attemptOf(context, payout, attempt);
    if (outcome !== "unknown" || attempt >= attempts || stop.aborted) break;
    await clock.sleep(backoffMs * 2 ** (attempt - 1), stop);
    await listening?.();
    if (stop.aborted) break;
    if (retryWhen === "lookup-says-absent" && !(await isSaidAbsent(context, sent, payoutId))) break;
  }
  progress.done += 1;
}

/** What a caller knows after an attempt. */
interface Attempted {
  readonly sent: SentAttempt;
  /** The service's id of the payout, as far as its answer named one. */
  readonly payoutId: string;
  readonly outcome: Outcome;
}

/** Sends one attempt, and waits for its outcome if its answer leaves it open. */
async function attemptOf(context: AttemptContext, payout: PayoutNumber, attempt: number): Promise<Attempted> {
  const { wire, clock, progress, outcomes, clientTimeoutMs, barrier } = context;
  const isOrdered = barrier.concerns(payout);
  if (isOrdered) await turnOf(context, payout, attempt);
  const giveUpMs = clock.now() + clientTimeoutMs;
  const request = sending(context, payout, attempt);
  const answer = await wire.sendOf(payout)(request);
  answered(context, payout, attempt, answer);
  if (isOrdered) barrier.pass({ edge: "answer", payout, number: attempt }, () => {});
  const sent = { payout, attempt, request };
  const outcome = outcomes === null ? answer.outcome : await learned(context, outcomes, sent, answer, giveUpMs);
  progress.inFlight -= 1;
  return { sent, payoutId: answer.payoutId, outcome };
}

/** Resolves when it is the turn of an attempt. Its caller has a place in the load meanwhile, as one that has sent. */
function turnOf({ barrier, progress, inFlight }: AttemptContext, payout: PayoutNumber, number: number): Promise<void> {
  inFlight(progress.inFlight + 1);
  return new Promise((resolve) => barrier.pass({ edge: "send", payout, number }, resolve));
}

async function learned(
  { client, clock, listening }: AttemptContext,
  outcomes: Outcomes,
  sent: SentAttempt,
  answer: Answer,
  giveUpMs: number,
): Promise<Outcome> {
  if (isFinal(answer.outcome)) {
    outcomes.answered(sent, answer);
    return answer.outcome;
  }
  const forMs = Math.max(0, giveUpMs - clock.now());
  return outcomes.learn(sent, answer, { forMs, mayRetry: sent.attempt < client.attempts, listening });
}

/** The request of an attempt of a plan. */
export function requestOf(plan: Plan, keyPrefix: string, payout: PayoutNumber, attempt: number): PayoutRequest {
  const hostile = hostileAmountOf(plan.hostileAmounts, payout);
  return {
    gamertag: payoutGamertag(keyPrefix, payout),
    amountMsat: plan.amountsMsat[payout - 1] ?? 0,
    hostile,
    projectId: plan.projects[plan.projectOf[payout - 1] ?? 0]?.projectId ?? "",
    idempotencyKey: payoutKey(keyPrefix, payout, attempt, plan.client.retryKey),
  };
}

/** Records that an attempt is sent, and returns its request. */
function sending(context: AttemptContext, payout: PayoutNumber, attempt: number): PayoutRequest {
  const { recorder, progress } = context;
  const request = context.requestOf(payout, attempt);
  const { projectId, amountMsat, hostile } = request;
  const costMsat = hostile === undefined ? context.costMsat(amountMsat) : 0;
  recorder.record({ kind: "attempt-sent", atMs: recorder.atMs(), payout, attempt, projectId, amountMsat, costMsat });
  progress.inFlight += 1;
  context.inFlight(progress.inFlight);
  return request;
}

/** Records the answer. */
function answered(context: AttemptContext, payout: PayoutNumber, attempt: number, answer: Answer): void {
  const { client, recorder, progress } = context;
  const { outcome, reason, status, code } = answer;
  if (outcome === "unknown" || outcome === "pending") progress.open += 1;
  const keepsId = context.keepsIds || attempt > 1 || (outcome === "unknown" && client.attempts > 1);
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
