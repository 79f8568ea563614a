import type { Answer } from "../domain/send.ts";
import type { Headers } from "../http/exchange.ts";
import { compileCondition, compileMarks, type Heard, type Holds } from "./conditions.ts";
import { parseObject, textOf } from "./json-object.ts";
import type { Redact } from "./secrets.ts";
import { compileSelector, type Select } from "./selector.ts";
import type { AnswerMeaning, Meaning } from "./service-file.ts";
import { shortened } from "./words.ts";

/**
 * What the caller may conclude from an answer, by what the service file declares. Two questions, in this order.
 *
 * **Who answered?** Only an answer of the service itself counts: a JSON object with one of its marks.
 *
 * | body | status | outcome, reason |
 * | --- | --- | --- |
 * | a page of HTML | any | unknown, `gateway` |
 * | empty, cut short, other text, `[]`, `null`, a number, a key twice | 2xx | unknown, `unreadable` |
 * | the same, or a JSON object without a mark: `{"message":"Too Many Requests"}` | any other | unknown, `gateway` |
 *
 * **What does it say?** The first outcome whose condition holds; else, of a 2xx, what its word means; else, of an error, what its status means.
 * Anything else is `unknown` (Stripe: "treat the result of a 500 request as indeterminate").
 */
export type Classify = (status: number, text: string, headers: Headers) => Answer;

/** The code of an answer that is not one JSON object. */
const NOT_JSON = "NOT_JSON";
/** The code of a 2xx that does not say what became of the payout. */
const UNREADABLE = "UNREADABLE";
/** The code of an answer whose connection broke before its end. */
const CUT_SHORT = "CUT_SHORT";

/** Longer ids are cut, in answers and in lists. */
export const MAX_ID = 255;

const serviceError: Meaning = { means: "unknown", because: "service-error" };
const unreadable: Meaning = { means: "unknown", because: "unreadable" };
const gateway: Meaning = { means: "unknown", because: "gateway" };

/** What decides before the declarations; undefined leaves it to them. */
type First = (answer: {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}) => Meaning | undefined;

/** The classification of a service's answers. Secrets are removed from everything that is kept. */
export function createClassify(meaning: AnswerMeaning, redact: Redact = (text) => text, first?: First): Classify {
  const selectId = compileOptional(meaning.id);
  const selectCode = compileOptional(meaning.code);
  const meaningOf = compileMeaning(meaning);
  return (status, text, headers) => {
    const decided = first?.({ status, headers, body: text });
    const isEmpty = decided !== undefined || (text === "" && isSuccess(status));
    const body = parseObject(text) ?? (isEmpty ? {} : undefined);
    if (body === undefined) return unreadableAnswer(status, NOT_JSON, /^[\s\uFEFF]*</.test(text));
    const { means, because } = decided ?? meaningOf({ status, headers, body });
    const code = codeOf(textOf(selectCode(body)));
    return {
      outcome: means,
      reason: because,
      status,
      code: because === "unreadable" ? redact(code) || (text === "" ? NOT_JSON : UNREADABLE) : redact(code),
      payoutId: shortened(redact(textOf(selectId(body))), MAX_ID),
    };
  };
}

/** The answer whose body did not arrive or cannot be read; `code` says why. */
export function unreadableAnswer(status: number, code: string = CUT_SHORT, isPage = false): Answer {
  const reason = isSuccess(status) && !isPage ? "unreadable" : "gateway";
  return { outcome: "unknown", reason, status, code, payoutId: "" };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

function compileOptional(expression: string | null): Select {
  return expression === null ? () => undefined : compileSelector(expression);
}

function compileMeaning(meaning: AnswerMeaning): (heard: Heard) => Meaning {
  const isOwn: Holds = meaning.own === null ? () => true : compileMarks(meaning.own);
  const rules = meaning.outcomes.map(({ when, means, because }) => ({
    holds: compileCondition(when),
    meaning: { means, because },
  }));
  const selectState = compileOptional(meaning.state);
  const states = new Map(Object.entries(meaning.states));
  const errors = new Map(Object.entries(meaning.errors).map(([status, each]) => [Number(status), each]));
  return (heard) => {
    if (!isOwn(heard)) return isSuccess(heard.status) ? unreadable : gateway;
    for (const rule of rules) if (rule.holds(heard)) return rule.meaning;
    if (!isSuccess(heard.status)) return errors.get(heard.status) ?? serviceError;
    const state = selectState(heard.body);
    return state === undefined || state === null ? unreadable : (states.get(wordOf(state)) ?? serviceError);
  };
}

/** A word for a state may be a text, a number or a boolean. */
function wordOf(state: unknown): string {
  return typeof state === "boolean" ? String(state) : textOf(state);
}

/** A code is a short word. Anything else in its place, perhaps a secret or a megabyte, is not kept. */
export function codeOf(text: string): string {
  return text === "" || /^[\w.-]{1,64}$/.test(text) ? text : "OTHER";
}
