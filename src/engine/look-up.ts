import type { Clock } from "../domain/clock.ts";
import { isFinal } from "../domain/outcome.ts";
import { type Answer, noAnswer } from "../domain/send.ts";
import type { Poll } from "../service/target.ts";
import { createDeadline, onAbort } from "./deadline.ts";
import type { Outcomes, SentAttempt } from "./outcomes.ts";
import type { Recorder } from "./recorder.ts";

/** What a look-up before a retry needs from its run. */
export interface LookUpContext {
  /** Null where the service has no such call. */
  readonly lookUp: Poll | null;
  readonly clock: Clock;
  readonly recorder: Pick<Recorder, "record" | "atMs">;
  readonly outcomes: Outcomes | null;
  /** Aborted when no more attempts are sent. */
  readonly stop: AbortSignal;
  /** True where the payout id of every answer is kept. */
  readonly keepsIds: boolean;
  /** How long a caller goes on asking, in milliseconds: as long as it waits for an answer. */
  readonly clientTimeoutMs: number;
}

/** What is learned where there is nobody to ask. */
const notAsked: Answer = { ...noAnswer(""), reason: "not-asked" };

/**
 * Asks the service what became of a payout whose outcome is unknown, before it is sent again. True only if the service says that there is
 * none. An outcome is learned as from any other poll; an error, silence, and a state that means nothing are no answer, so the caller asks on
 * until its time is up.
 */
export async function isSaidAbsent(context: LookUpContext, sent: SentAttempt, payoutId: string): Promise<boolean> {
  const { lookUp, clock, outcomes, stop, clientTimeoutMs } = context;
  const deadline = createDeadline(clock, clientTimeoutMs);
  const unhook = onAbort(stop, () => deadline.shorten(0));
  try {
    let answer = await asked(lookUp, sent, payoutId, deadline.signal);
    while (lookUp !== null && isOpen(answer) && !deadline.signal.aborted) {
      if ((await clock.sleep(lookUp.everyMs, deadline.signal)) === "aborted") break;
      answer = await asked(lookUp, sent, payoutId, deadline.signal);
    }
    record(context, sent, answer);
    if (isFinal(answer.outcome)) outcomes?.answered(sent, answer);
    return answer.reason === "absent" && !stop.aborted;
  } finally {
    unhook();
    deadline.cancel();
  }
}

async function asked(lookUp: Poll | null, { request }: SentAttempt, payoutId: string, signal: AbortSignal) {
  return lookUp === null ? notAsked : lookUp.ask(request, payoutId, signal);
}

/** True for an answer after which the caller asks again. */
function isOpen({ outcome, reason }: Answer): boolean {
  return outcome === "unknown" && reason !== "absent" && reason !== "not-asked" && reason !== "payment-timeout";
}

function record({ recorder, keepsIds }: LookUpContext, { payout, attempt }: SentAttempt, answer: Answer): void {
  const { outcome, reason, status, code } = answer;
  const payoutId = keepsIds ? answer.payoutId : "";
  const fact = { kind: "outcome-learned", payout, attempt, by: "poll", outcome, reason, status, code } as const;
  recorder.record({ ...fact, payoutId, atMs: recorder.atMs() });
}
