import type { Clock } from "../domain/clock.ts";
import type { PayoutRequest } from "../domain/send.ts";
import { createClassify } from "./classify.ts";
import { Connections } from "./connections.ts";
import { type CallOptions, createCalls } from "./http-call.ts";
import { type CallContext, compileCall } from "./http-request.ts";
import { acrossInstances } from "./instances.ts";
import { type Observe, observerOf } from "./observer.ts";
import { createPoll } from "./payout-poll.ts";
import { createSend, type PayoutStep } from "./payout-send.ts";
import { defaultReadLimits, type ReadLimits } from "./read-budget.ts";
import { Secrets } from "./secrets.ts";
import type { PollCall, ServiceFile } from "./service-file.ts";
import { loadModule, noModule, type ServiceModule } from "./service-module.ts";
import { createServiceReads } from "./service-reads.ts";
import { type Captured, compileCapture, createSession, type Session, usesNames } from "./session.ts";
import { type Target, TargetError } from "./target.ts";
import { compileText } from "./template.ts";
import { type Destinations, resolverOf, type Scope } from "./variables.ts";

/** How a service that a file describes is reached. */
export interface ServiceTargetOptions {
  /** Where it is, once for each instance; the first is asked first. */
  readonly urls: readonly [string, ...string[]];
  readonly clock: Clock;
  /** When the caller gives up waiting for the answer to a payout, in milliseconds. */
  readonly clientTimeoutMs: number;
  /** Who is paid by a payout; called only where the file asks for more than the gamertag. Must answer the same for the same payout. */
  readonly destinationsOf?: ((payout: PayoutRequest) => Destinations) | undefined;
  /** The environment that `${env:NAME}` is read from. Its values are secrets. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Other names that templates may have in them: `service.port`, `rails.lnd.url`. */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined;
  /** Limits of reads that differ from the defaults. */
  readonly reads?: Partial<ReadLimits> | undefined;
  /** Told of every call and its raw answer, without secrets. It makes payouts slower. */
  readonly onExchange?: Observe | undefined;
  /** What to do where the service answers 401 or 403 to a read: a phrase. */
  readonly wayOutOf401?: string | undefined;
}

/** A target that a service file describes. @throws TargetError where its module cannot be loaded, or a template names what there is not. */
export async function createServiceTarget(service: ServiceFile, options: ServiceTargetOptions): Promise<Target> {
  const module = service.module === null ? noModule : await loadModule(service.folder, service.module);
  const [first, ...others] = options.urls;
  const target = serviceTargetAt(first, service, options, module);
  if (others.length === 0) return target;
  return acrossInstances([target, ...others.map((url) => serviceTargetAt(url, service, options, module))]);
}

/** The target at one address. @throws TargetError where a template names what there is not. */
export function serviceTargetAt(
  url: string,
  service: ServiceFile,
  options: Omit<ServiceTargetOptions, "urls">,
  module: ServiceModule = noModule,
): Target {
  const { clock, clientTimeoutMs, environment = {}, variables = {}, destinationsOf, onExchange } = options;
  const secrets = new Secrets();
  const { redact } = secrets;
  const resolve = resolverOf({ service, environment, variables, destinationsOf, secret: secrets.add });
  const isFixed = (name: string) => name.startsWith("env:") || variables[name] !== undefined;
  const context: CallContext = { url, headers: service.headers, resolve, isFixed };
  const connections = new Connections(clock, clientTimeoutMs);
  // A header as a whole is as secret as what stands in it, and so is the password in it.
  for (const text of Object.values(service.headers)) {
    if (usesNames(text, isFixed) && !usesNames(text, (name) => !isFixed(name)))
      secrets.add(compileText(text, resolve)(nobody));
  }
  const failures = new Failures();
  const seen = onExchange === undefined ? undefined : observerOf(service, onExchange, redact);
  const session = sessionOf(service, context, connections, secrets);
  const { poll } = service;
  const lookUp = service.lookup ?? poll;
  const polls = [poll, lookUp].filter((each) => each !== null);
  const memory = polls.some((each) => usesCaptured(each, service)) ? new Memory() : undefined;
  const common = { connections, session, prepare: module.prepare, failed: failures.note };
  const callOptions: CallOptions = {
    ...{ connections, session, clock, url, prepare: module.prepare, check: failures.check },
    wayOutOf401: options.wayOutOf401 ?? "are the headers of the service file right, and its secrets?",
    seen: seen?.read,
  };
  const reads = createServiceReads({
    service,
    clock,
    calls: createCalls(callOptions),
    limits: { ...defaultReadLimits, ...options.reads },
    redact,
    compile: (call) => compileCall(call, context),
    resolve,
  });
  return {
    url,
    send: createSend({
      ...{ ...common, clock, seen: seen?.payout, remember: memory?.remember },
      classify: createClassify(service.payout.answer, redact, module.classify),
      steps: stepsOf(service, context),
    }),
    poll: poll === null ? null : pollOf(poll),
    lookUp: lookUp === null ? null : pollOf(lookUp),
    ...reads,
    close: () => connections.close(),
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
  connections: Connections,
  secrets: Secrets,
): Session | null {
  if (login === null) return null;
  return createSession({
    login,
    // What the login brings cannot be sent with it.
    request: compileCall(login.call, { ...context, headers: {} }),
    send: (request) => connections.exchange(request),
    secret: secrets.add,
  });
}

function usesCaptured(poll: PollCall, { payout }: ServiceFile): boolean {
  const names = new Set(payout.steps.flatMap(({ capture }) => Object.keys(capture)));
  return usesNames(poll.call, (name) => names.has(name));
}

/** What went wrong where it could not be told. The next read tells it, so that no run passes over it. */
class Failures {
  #first: unknown;

  readonly note = (error: unknown): void => {
    this.#first ??= error;
  };

  readonly check = (): void => {
    if (this.#first !== undefined) throw this.#first;
  };
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
