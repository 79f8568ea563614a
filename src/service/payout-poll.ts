import { type Answer, noAnswer, type PayoutRequest } from "../domain/send.ts";
import type { Classify } from "./classify.ts";
import type { Connections } from "./connections.ts";
import type { HttpRequest, MakeRequest } from "./http-request.ts";
import type { Raw } from "./payout-exchange.ts";
import { answerTo } from "./payout-send.ts";
import type { Captured, Session } from "./session.ts";
import type { Poll } from "./target.ts";
import type { Scope } from "./variables.ts";

interface PollParts {
  readonly everyMs: number;
  readonly request: MakeRequest;
  readonly classify: Classify;
  /** True where the call names the payout by the service's id, which has to be known then. */
  readonly needsId: boolean;
  /** What the answers to the payout brought; undefined where the call needs none of it. */
  readonly recall: ((payout: PayoutRequest) => Captured | undefined) | undefined;
  readonly connections: Connections;
  readonly session: Session | null;
  readonly prepare: ((request: HttpRequest) => Promise<HttpRequest>) | undefined;
  readonly seen: ((request: HttpRequest, raw: Raw, answer: Answer) => void) | undefined;
  readonly failed: (error: unknown) => void;
}

/** The code of a question that could not be asked, because no answer has named what it asks for. */
const NOTHING_TO_ASK_BY = "NOT_ASKED";

/** A look-up that finds the payout in a state that means nothing is another thing than one that finds nothing. */
function asFound(answer: Answer): Answer {
  const isFound = answer.status >= 200 && answer.status <= 299;
  return isFound && answer.reason === "service-error" ? { ...answer, reason: "unreadable" } : answer;
}

/** How a caller asks for a payout later. */
export function createPoll(parts: PollParts): Poll {
  const { everyMs, request, classify, needsId, recall, connections, session, prepare, seen, failed } = parts;
  const call = async (scope: Scope, signal: AbortSignal | undefined) => {
    const made = request(scope);
    const prepared = prepare === undefined ? made : await prepare(made);
    const raw = await connections.exchange(prepared, { signal });
    const answer = asFound(answerTo(raw, classify, failed));
    seen?.(prepared, raw, answer);
    return answer;
  };
  const ask = async (payout: PayoutRequest, payoutId: string, signal: AbortSignal | undefined) => {
    const captured = recall?.(payout);
    if ((needsId && payoutId === "") || (recall !== undefined && captured === undefined)) {
      return noAnswer(NOTHING_TO_ASK_BY);
    }
    const scope = { account: payout.projectId, payout, payoutId };
    const held = await session?.current(scope);
    const answer = await call({ ...scope, captured: { ...held, ...captured } }, signal);
    if (session === null || held === undefined || answer.status !== 401) return answer;
    const renewed = await session.renewed(scope, held);
    return call({ ...scope, captured: { ...renewed, ...captured } }, signal);
  };
  return {
    everyMs,
    async ask(payout, payoutId, signal) {
      try {
        return await ask(payout, payoutId, signal);
      } catch (error) {
        failed(error);
        return noAnswer(NOTHING_TO_ASK_BY);
      }
    },
  };
}
