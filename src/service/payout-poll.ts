import { isHeard } from "../domain/outcome.ts";
import { type Answer, noAnswer, type PayoutRequest } from "../domain/send.ts";
import type { Classify } from "./classify.ts";
import { compileCondition, type Holds } from "./conditions.ts";
import { type Exchanges, exchanged, type Raw } from "./exchanges.ts";
import type { HttpRequest, MakeRequest } from "./http-request.ts";
import { parseObject, textOf } from "./json-object.ts";
import { answerTo } from "./payout-send.ts";
import { compileSelector } from "./selector.ts";
import type { Condition, Selector } from "./service-file.ts";
import type { Captured, Session } from "./session.ts";
import type { Poll } from "./target.ts";
import type { Scope } from "./variables.ts";

interface PollParts {
  readonly everyMs: number;
  readonly request: MakeRequest;
  readonly classify: Classify;
  /** Where the answer has the key; null where that is not checked. */
  readonly key: Selector | null;
  /** What says that there is no such payout. */
  readonly absent: readonly Condition[];
  /** True where the call names the payout by the service's id, which has to be known then. */
  readonly needsId: boolean;
  /** What the answers to the payout brought; undefined where the call needs none of it. */
  readonly recall: ((payout: PayoutRequest) => Captured | undefined) | undefined;
  readonly exchanges: Exchanges;
  readonly session: Session | null;
  readonly prepare: ((request: HttpRequest) => Promise<HttpRequest>) | undefined;
  readonly seen: ((request: HttpRequest, raw: Raw, answer: Answer) => void) | undefined;
  readonly failed: (error: unknown) => void;
}

/** What is known where the question cannot be asked, because no answer has named what it asks for. */
const notAsked: Answer = { ...noAnswer(""), reason: "not-asked" };

/** A look-up that finds the payout in a state that means nothing is another thing than one that finds nothing. */
function asFound(answer: Answer): Answer {
  const isFound = answer.status >= 200 && answer.status <= 299;
  return isFound && answer.reason === "service-error" ? { ...answer, reason: "unreadable" } : answer;
}

/** An answer of the service itself that says nothing about the payout may say that there is none. */
function asAbsent(answer: Answer, raw: Raw, saysAbsent: Holds): Answer {
  if (raw.kind !== "answer" || answer.outcome !== "unknown" || !mayMeanAbsent.has(answer.reason)) return answer;
  const { status, headers, text } = raw;
  return saysAbsent({ status, headers, body: parseObject(text) }) ? { ...answer, reason: "absent" } : answer;
}

const mayMeanAbsent: ReadonlySet<Answer["reason"]> = new Set(["service-error", "unreadable"]);

/** An answer about another payout says nothing about this one. */
function asOwn(answer: Answer, raw: Raw, keyIn: (body: unknown) => string, key: string): Answer {
  if (raw.kind !== "answer" || !isHeard(answer.reason) || answer.reason === "absent") return answer;
  if (raw.status < 200 || raw.status > 299 || keyIn(parseObject(raw.text)) === key) return answer;
  return { outcome: "unknown", reason: "service-error", status: raw.status, code: "OTHER_KEY", payoutId: "" };
}

/** How a caller asks for a payout later. */
export function createPoll(parts: PollParts): Poll {
  const { everyMs, request, classify, needsId, recall, exchanges, session, prepare, seen, failed } = parts;
  const selectKey = parts.key === null ? null : compileSelector(parts.key);
  const conditions = parts.absent.map(compileCondition);
  const saysAbsent: Holds = (heard) => conditions.some((holds) => holds(heard));
  const call = async (scope: Scope, signal: AbortSignal | undefined) => {
    const made = request(scope);
    const prepared = prepare === undefined ? made : await prepare(made);
    const raw = await exchanged(exchanges, prepared, { signal });
    const found = asFound(asAbsent(answerTo(raw, classify, failed), raw, saysAbsent));
    const key = scope.payout?.idempotencyKey ?? "";
    const answer = selectKey === null ? found : asOwn(found, raw, (body) => textOf(selectKey(body)), key);
    seen?.(prepared, raw, answer);
    return answer;
  };
  const ask = async (payout: PayoutRequest, payoutId: string, signal: AbortSignal | undefined) => {
    const captured = recall?.(payout);
    if ((needsId && payoutId === "") || (recall !== undefined && captured === undefined)) {
      return notAsked;
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
        return notAsked;
      }
    },
  };
}
