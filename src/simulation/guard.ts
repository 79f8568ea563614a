import { AsyncLocalStorage, createHook } from "node:async_hooks";
import nodeCrypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/**
 * What a service does outside of virtual time: it reads the real date, draws by itself, or waits for a real timer, socket or file. Then the
 * same seed may show another history, and nothing that is found can be repeated.
 */
export class EscapeError extends Error {
  override readonly name = "EscapeError";
}

/** Watches code for what escapes virtual time. */
export interface Guard {
  /** Runs the work, and whatever it begins, under watch. */
  watch<T>(work: () => T): T;
  /** The first thing that has escaped; undefined for none. */
  escaped(): EscapeError | undefined;
  /** Puts everything back. */
  end(): void;
}

/** Watches nothing. */
export const noGuard: Guard = { watch: (work) => work(), escaped: () => undefined, end: () => {} };

/** A function of a global object, with what to use in its place. */
interface Forbidden {
  readonly owner: object;
  readonly name: string;
  readonly called: string;
  readonly instead: string;
}

const TIME = "use the clock of the ports";
const CHANCE = "use the chance of the ports";

function forbidden(): readonly Forbidden[] {
  const global = globalThis as unknown as Readonly<Record<string, object>>;
  const member = (object: string, name: string, instead: string): Forbidden[] => {
    const owner = global[object];
    return owner === undefined ? [] : [{ owner, name, called: `${object}.${name}()`, instead }];
  };
  const draws = ["randomUUID", "randomBytes", "randomInt"];
  return [
    ...member("Date", "now", TIME),
    ...member("performance", "now", TIME),
    ...member("Math", "random", CHANCE),
    ...["randomUUID", "getRandomValues"].flatMap((name) => member("crypto", name, CHANCE)),
    ...draws.map((name) => ({ owner: nodeCrypto, name, called: `${name}() of node:crypto`, instead: CHANCE })),
  ];
}

/** What is waited for outside of virtual time, by the names that Node gives to it; any other name that is not below is shown as it is. */
const waits: Readonly<Record<string, string>> = {
  Timeout: "a timer (setTimeout, setInterval or AbortSignal.timeout)",
  Immediate: "setImmediate",
  TCPWRAP: "a socket",
  TCPCONNECTWRAP: "a socket",
  GETADDRINFOREQWRAP: "a name server",
  PIPEWRAP: "a pipe",
  FSREQCALLBACK: "a file",
  FSREQPROMISE: "a file",
  FILEHANDLE: "a file",
  PROCESSWRAP: "a process",
  Worker: "a worker thread",
};

/** What ends by itself, in the order of its causes. */
const harmless: ReadonlySet<string> = new Set([
  ...["PROMISE", "Microtask", "TickObject", "bound-anonymous-fn", "AsyncResource", "RANDOMBYTESREQUEST"],
]);

/**
 * Begins to watch. Code that is not run by `watch`, such as that of a test runner, is left alone. Costs time with every promise, so it is for a
 * run or two; and only one guard can stand at a time.
 */
export function standGuard(): Guard {
  const watched = new AsyncLocalStorage<true>();
  let first: EscapeError | undefined;
  const escaped = (message: string): EscapeError => {
    const error = new EscapeError(message);
    first ??= error;
    return error;
  };
  const restore = [...replaced(watched, escaped)];
  const hook = createHook({
    init(_id, type) {
      // An error here would end the process, so it is only kept.
      if (watched.getStore() === true && !harmless.has(type))
        escaped(`the service waits for ${waits[type] ?? type}, which is not in virtual time: use the ports`);
    },
  });
  hook.enable();
  syncBuiltinESMExports();
  return {
    watch: (work) => watched.run(true, work),
    escaped: () => first,
    end() {
      hook.disable();
      // Node would go on to carry it from each promise to the next.
      watched.disable();
      for (const put of restore) put();
      syncBuiltinESMExports();
    },
  };
}

/** Replaces every forbidden function, and `Date` for `new Date()`. Yields what puts each back. */
function* replaced(
  watched: AsyncLocalStorage<true>,
  escaped: (message: string) => EscapeError,
): Generator<() => void, void> {
  const refuse = (called: string, instead: string) => {
    if (watched.getStore() === true)
      throw escaped(`the service calls ${called}, which is not in virtual time: ${instead}`);
  };
  for (const { owner, name, called, instead } of forbidden()) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name) ?? null;
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== "function") continue;
    const stand = function (this: unknown, ...args: unknown[]): unknown {
      refuse(called, instead);
      return original.apply(this, args);
    };
    const put = { configurable: true, writable: true, enumerable: descriptor?.enumerable ?? false, value: stand };
    Object.defineProperty(owner, name, put);
    yield () => {
      if (descriptor === null) Reflect.deleteProperty(owner, name);
      else Object.defineProperty(owner, name, descriptor);
    };
  }
  const name = "Date";
  const original = Reflect.get(globalThis, name) as DateConstructor;
  const guarded = new Proxy(original, {
    construct(target, args, made) {
      if (args.length === 0) refuse("new Date()", TIME);
      return Reflect.construct(target, args, made);
    },
    apply(target, self, args) {
      refuse("Date()", TIME);
      return Reflect.apply(target, self, args);
    },
  });
  Reflect.set(globalThis, name, guarded);
  yield () => void Reflect.set(globalThis, name, original);
}
