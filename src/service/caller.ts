import type { PayoutRequest, Send } from "../domain/send.ts";
import { createClassify } from "./classify.ts";
import type { Destinations } from "./destinations.ts";
import { type Exchanges, exchanged } from "./exchanges.ts";
import { type CallContext, compileCall } from "./http-request.ts";
import { type Observe, observerOf } from "./observer.ts";
import { createPoll } from "./payout-poll.ts";
import { createSend, type PayoutStep } from "./payout-send.ts";
import { type Redact, Secrets } from "./secrets.ts";
import type { PollCall, ServiceFile } from "./service-file.ts";
import type { ServiceModule } from "./service-module.ts";
import { type Captured, compileCapture, createSession, type Session, usesNames } from "./session.ts";
import { type Poll, TargetError } from "./target.ts";
import { compileText } from "./template.ts";
import { resolverOf, type Scope } from "./variables.ts";

/** What it takes to send payouts to a service that a file describes, wherever the requests are made. */
export interface CallerParts {
  readonly url: string;
  readonly service: ServiceFile;
  readonly module: ServiceModule;
  readonly exchanges: Exchanges;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly destinationsOf?: ((payout: PayoutRequest) => Destinations) | undefined;
  readonly onExchange?: Observe | undefined;
  /** Told of what should not have happened. */
  readonly failed: (error: unknown) => void;
}

/** Sends payouts, asks how they stand, and says what the answers mean. */
export interface Caller {
  readonly send: Send;
  /** Null where the service has no such call. */
  readonly poll: Poll | null;
  readonly lookUp: Poll | null;
  /** What the reads of the same service share with it. */
  readonly session: Session | null;
  readonly context: CallContext;
  readonly redact: Redact;
  readonly seenRead: ReturnType<typeof observerOf>["read"] | undefined;
}

/** A caller of one address. @throws TargetError where a template names what there is not. */
export function createCaller(parts: CallerParts): Caller {
  const { url, service, module, exchanges, environment, variables, destinationsOf, onExchange, failed } = parts;
  const secrets = new Secrets();
  const { redact } = secrets;
  const resolve = resolverOf({ service, environment, variables, destinationsOf, secret: secrets.add });
  const isFixed = (name: string) => name.startsWith("env:") || variables[name] !== undefined;
  const context: CallContext = { url, headers: service.headers, resolve, isFixed };
  // A header as a whole is as secret as what stands in it, and so is the password in it.
  for (const text of Object.values(service.headers)) {
    if (usesNames(text, isFixed) && !usesNames(text, (name) => !isFixed(name)))
      secrets.add(compileText(text, resolve)(nobody));
  }
  const seen = onExchange === undefined ? undefined : observerOf(service, onExchange, redact);
  const session = sessionOf(service, context, exchanges, secrets);
  const { poll } = service;
  const lookUp = service.lookup ?? poll;
  const polls = [poll, lookUp].filter((each) => each !== null);
  const memory = polls.some((each) => usesCaptured(each, service)) ? new Memory() : undefined;
  const common = { exchanges, session, prepare: module.prepare, failed };
  return {
    send: createSend({
      ...{ ...common, seen: seen?.payout, remember: memory?.remember },
      classify: createClassify(service.payout.answer, redact, module.classify),
      steps: stepsOf(service, context),
    }),
    poll: poll === null ? null : pollOf(poll),
    lookUp: lookUp === null ? null : pollOf(lookUp),
    ...{ session, context, redact, seenRead: seen?.read },
  };

  function pollOf(poll: PollCall) {
    return createPoll({
      ...{ ...common, everyMs: poll.everyMs, seen: seen?.poll, key: poll.key, absent: poll.absent },
      recall: usesCaptured(poll, service) ? memory?.recall : undefined,
      request: compileCall(poll.call, context),
      classify: createClassify(poll.answer, redact, module.classify),
      needsId: usesNames(poll.call, (name) => name === "payout.id"),
    });
  }
}

const nobody: Scope = { account: "" };

function stepsOf({ payout }: ServiceFile, context: CallContext): readonly [PayoutStep, ...PayoutStep[]] {
  const { steps } = payout;
  // The last call moves the money unless another says so.
  const anyMoves = steps.some(({ moves }) => moves);
  const ready = steps.map((step, index): PayoutStep => {
    const isLast = index === steps.length - 1;
    const request = compileCall(step.call, context);
    return { request, capture: compileCapture(step), moves: anyMoves ? step.moves : isLast, isLast };
  });
  const [first, ...others] = ready;
  if (first === undefined) throw new TargetError("absent", "the service file has no payout");
  return [first, ...others];
}

function sessionOf(
  { login }: ServiceFile,
  context: CallContext,
  exchanges: Exchanges,
  secrets: Secrets,
): Session | null {
  if (login === null) return null;
  return createSession({
    login,
    // What the login brings cannot be sent with it.
    request: compileCall(login.call, { ...context, headers: {} }),
    send: (request) => exchanged(exchanges, request),
    secret: secrets.add,
  });
}

function usesCaptured(poll: PollCall, { payout }: ServiceFile): boolean {
  const names = new Set(payout.steps.flatMap(({ capture }) => Object.keys(capture)));
  return usesNames(poll.call, (name) => names.has(name));
}

/** More payouts than that are not asked for later. */
const MOST_REMEMBERED = 100_000;

/** What the answers to payouts brought, by key, for as long as somebody may ask. */
class Memory {
  readonly #captured = new Map<string, Captured>();

  readonly remember = ({ idempotencyKey }: PayoutRequest, captured: Captured): void => {
    this.#captured.set(idempotencyKey, captured);
    const [oldest] = this.#captured.keys();
    if (this.#captured.size > MOST_REMEMBERED && oldest !== undefined) this.#captured.delete(oldest);
  };

  readonly recall = ({ idempotencyKey }: PayoutRequest): Captured | undefined => this.#captured.get(idempotencyKey);
}
