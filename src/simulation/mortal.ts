import type { Clock } from "../domain/clock.ts";

/** The life of a simulated process. When it is over, nothing that the process began goes on. */
export interface Life {
  readonly isOver: boolean;
  /** Resolves when it ends. */
  readonly death: Promise<void>;
  end(): void;
  /** Null while it runs; where it stands still, resolves when it goes on. */
  readonly standstill: Promise<void> | null;
  /** It stands still until this resolves, while time passes for everybody else. */
  standStill(until: Promise<void>): void;
}

/** A life that has just begun. */
export function createLife(): Life {
  let died = () => {};
  const death = new Promise<void>((resolve) => {
    died = resolve;
  });
  const life: { -readonly [Key in keyof Life]: Life[Key] } = {
    isOver: false,
    death,
    end() {
      life.isOver = true;
      died();
    },
    standstill: null,
    standStill(until) {
      life.standstill = until.then(() => {
        life.standstill = null;
      });
    },
  };
  return life;
}

/** What a dead process waits for. */
function never<T>(): Promise<T> {
  return new Promise(() => {});
}

/** Hands over what the process may see now, later, or never. */
function whenAlive<T>(life: Life, hand: () => T): T | Promise<T> {
  if (life.isOver) return never();
  return life.standstill === null ? hand() : life.standstill.then(() => whenAlive(life, hand));
}

/** A port as a process sees it: once the process is dead it asks nothing any more, and hears of no answer; while it stands still, it hears later. */
export function mortal<Port extends object>(port: Port, life: Life): Port {
  return new Proxy(port, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (life.isOver) return never();
        const answer: unknown = value.apply(target, args);
        if (!(answer instanceof Promise)) return answer;
        return answer.then(
          (result) => whenAlive(life, () => result),
          (error: unknown) =>
            whenAlive(life, () => {
              throw error;
            }),
        );
      };
    },
  });
}

/** A clock that stops with the process: its timers run out into nothing, or late; `lateMs` says how late any other one is, as on a busy machine. */
export function mortalClock(clock: Clock, life: Life, lateMs = () => 0): Clock {
  const whileAlive = (then: () => void) => () => void whenAlive(life, then);
  return {
    now: clock.now,
    epochMs: clock.epochMs,
    sleep: async (ms, signal) => {
      const slept = await clock.sleep(ms + lateMs(), signal);
      return whenAlive(life, () => slept);
    },
    timeout: (ms, then) => clock.timeout(ms + lateMs(), whileAlive(then)),
    every: (ms, tick) => clock.every(ms, whileAlive(tick)),
    nextTurn: (then) => clock.nextTurn(whileAlive(then)),
  };
}
