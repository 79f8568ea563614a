import { type Answer, noAnswer, type PayoutRequest, type Send, type Sending } from "../domain/send.ts";
import { type Classify, unreadableAnswer } from "./classify.ts";
import { type Exchanges, exchanged, type Raw } from "./exchanges.ts";
import type { HttpRequest, MakeRequest } from "./http-request.ts";
import type { Capture, Captured, Session } from "./session.ts";
import type { Scope } from "./variables.ts";

/** One call of a payout, ready to be made. */
export interface PayoutStep {
  readonly request: MakeRequest;
  readonly capture: Capture;
  readonly moves: boolean;
  readonly isLast: boolean;
}

/** What sending a payout takes. */
export interface SendParts {
  readonly exchanges: Exchanges;
  readonly classify: Classify;
  readonly steps: readonly [PayoutStep, ...PayoutStep[]];
  readonly session: Session | null;
  readonly prepare: ((request: HttpRequest) => Promise<HttpRequest>) | undefined;
  /** Keeps what the answers of a payout brought, for the calls that ask for it later; undefined where none needs it. */
  readonly remember: ((payout: PayoutRequest, captured: Captured) => void) | undefined;
  /** Told of an answer to a step, where somebody looks on. */
  readonly seen: ((request: HttpRequest, raw: Raw, answer: Answer) => void) | undefined;
  /** Told of what should not have happened, such as a template that cannot be filled. The attempt is unknown. */
  readonly failed: (error: unknown) => void;
}

/** A `Send` by the calls of a service file. One call, and nothing around it, takes the short way. */
export function createSend(parts: SendParts): Send {
  const { exchanges, classify, steps, session, prepare, remember, seen, failed } = parts;
  const [only] = steps;
  const isShort =
    steps.length === 1 && session === null && [prepare, remember, seen].every((each) => each === undefined);
  if (!isShort) return (payout, sending) => new Attempt(parts, payout, sending).carryOut();
  return (payout, sending) =>
    new Promise((resolve) => {
      try {
        const request = only.request({ account: payout.projectId, payout });
        exchanges.begin(request, (raw) => resolve(answerTo(raw, classify, failed)), { sending });
      } catch (error) {
        failed(error);
        resolve(noAnswer(NOT_SENT));
      }
    });
}

/** The code of an attempt that could not be made, and was not sent. */
const NOT_SENT = "NOT_SENT";

/** What came of a request, classified. */
export function answerTo(raw: Raw, classify: Classify, failed: (error: unknown) => void): Answer {
  switch (raw.kind) {
    case "none":
      return noAnswer(raw.code);
    case "unreadable":
      return unreadableAnswer(raw.status, raw.code);
    case "answer":
      try {
        return classify(raw.status, raw.text, raw.headers);
      } catch (error) {
        failed(error);
        return unreadableAnswer(raw.status, "UNREADABLE");
      }
  }
}

/**
 * One attempt in several calls, all of them within one client timeout. A call before the one that moves the money cannot have paid anything, so
 * its answer is never taken for paid or pending; but an open answer stays unknown, because nobody knows what the service does next.
 */
class Attempt {
  readonly #deadlineMs: number;
  readonly #parts: SendParts;
  readonly #payout: PayoutRequest;
  readonly #sending: Sending | undefined;
  #captured: Captured = {};
  #session: Captured | undefined;

  constructor(parts: SendParts, payout: PayoutRequest, sending: Sending | undefined) {
    this.#parts = parts;
    this.#payout = payout;
    this.#sending = sending;
    this.#deadlineMs = parts.exchanges.deadlineMs();
  }

  async carryOut(): Promise<Answer> {
    try {
      return await this.#steps();
    } catch (error) {
      this.#parts.failed(error);
      return noAnswer(NOT_SENT);
    }
  }

  async #steps(): Promise<Answer> {
    const { steps, session } = this.#parts;
    this.#session = await session?.current(this.#scope());
    let hasMoved = false;
    for (const step of steps) {
      hasMoved ||= step.moves;
      const { raw, answer } = await this.#take(step);
      const isDone = step.isLast || raw.kind !== "answer" || raw.status < 200 || raw.status > 299;
      const found = raw.kind === "answer" ? step.capture(raw.text) : undefined;
      if (found !== undefined) this.#keep(found);
      if (isDone || answer.outcome === "refused" || answer.reason === "gateway")
        return hasMoved ? answer : beforeMoney(answer);
      if (found === undefined) {
        const { status, payoutId } = answer;
        return { outcome: "unknown", reason: "unreadable", status, code: "NOT_CAPTURED", payoutId };
      }
    }
    return noAnswer(NOT_SENT);
  }

  #keep(found: Captured): void {
    this.#captured = { ...this.#captured, ...found };
    this.#parts.remember?.(this.#payout, this.#captured);
  }

  /** One call, and the same again after a new login where the service does not know us any more. */
  async #take(step: PayoutStep): Promise<{ readonly raw: Raw; readonly answer: Answer }> {
    const { session } = this.#parts;
    const first = await this.#call(step);
    if (session === null || this.#session === undefined) return first;
    if (first.raw.kind !== "answer" || first.raw.status !== 401) return first;
    this.#session = await session.renewed(this.#scope(), this.#session);
    return this.#call(step);
  }

  async #call(step: PayoutStep): Promise<{ readonly raw: Raw; readonly answer: Answer }> {
    const { exchanges, prepare, classify, seen, failed } = this.#parts;
    const made = step.request(this.#scope());
    const request = prepare === undefined ? made : await prepare(made);
    const sending = step.moves ? this.#sending : undefined;
    const raw = await exchanged(exchanges, request, { deadlineMs: this.#deadlineMs, sending });
    const answer = answerTo(raw, classify, failed);
    seen?.(request, raw, answer);
    return { raw, answer };
  }

  #scope(): Scope {
    return {
      account: this.#payout.projectId,
      payout: this.#payout,
      captured: { ...this.#session, ...this.#captured },
    };
  }
}

function beforeMoney(answer: Answer): Answer {
  if (answer.outcome === "refused" || answer.outcome === "unknown") return answer;
  return { ...answer, outcome: "unknown", reason: "service-error" };
}
