import type { Clock } from "../domain/clock.ts";
import type { PayoutRequest } from "../domain/send.ts";
import { createCaller } from "./caller.ts";
import { Connections } from "./connections.ts";
import type { Destinations } from "./destinations.ts";
import { type CallOptions, createCalls } from "./http-call.ts";
import { compileCall } from "./http-request.ts";
import { acrossInstances } from "./instances.ts";
import type { Observe } from "./observer.ts";
import { defaultReadLimits, type ReadLimits } from "./read-budget.ts";
import type { ServiceFile } from "./service-file.ts";
import { loadModule, noModule, type ServiceModule } from "./service-module.ts";
import { createServiceReads } from "./service-reads.ts";
import type { Target } from "./target.ts";

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
  const connections = new Connections(clock, clientTimeoutMs);
  const failures = new Failures();
  const caller = createCaller({
    ...{ url, service, module, environment, variables, destinationsOf, onExchange },
    ...{ exchanges: connections, failed: failures.note },
  });
  const { session, context, redact } = caller;
  const callOptions: CallOptions = {
    ...{ connections, session, clock, url, prepare: module.prepare, check: failures.check },
    wayOutOf401: options.wayOutOf401 ?? "are the headers of the service file right, and its secrets?",
    seen: caller.seenRead,
  };
  const reads = createServiceReads({
    service,
    clock,
    calls: createCalls(callOptions),
    limits: { ...defaultReadLimits, ...options.reads },
    redact,
    compile: (call) => compileCall(call, context),
    resolve: context.resolve,
  });
  const { send, poll, lookUp } = caller;
  const calls = { urls: [url], service, variables, environment, destinationsOf } as const;
  return { url, calls, send, poll, lookUp, ...reads, close: () => connections.close() };
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
