import type { Clock } from "../domain/clock.ts";

/** The life of a simulated process. When it is over, nothing that the process began goes on. */
export interface Life {
  readonly isOver: boolean;
  /** Resolves when it ends. */
  readonly death: Promise<void>;
  end(): void;
}

/** A life that has just begun. */
export function createLife(): Life {
  let isOver = false;
  let died = () => {};
  const death = new Promise<void>((resolve) => {
    died = resolve;
  });
  return {
    get isOver() {
      return isOver;
    },
    death,
    end() {
      isOver = true;
      died();
    },
  };
}

/** What a dead process waits for. */
function never<T>(): Promise<T> {
  return new Promise(() => {});
}

/** A port as a process sees it: once the process is dead it asks nothing any more, and hears of no answer. */
export function mortal<Port extends object>(port: Port, life: Life): Port {
  return new Proxy(port, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (life.isOver) return never();
        const answer: unknown = value.apply(target, args);
        return answer instanceof Promise ? answer.then((result) => (life.isOver ? never() : result)) : answer;
      };
    },
  });
}

/** A clock that stops with the process: its timers run out into nothing. */
export function mortalClock(clock: Clock, life: Life): Clock {
  const whileAlive = (then: () => void) => () => {
    if (!life.isOver) then();
  };
  return {
    ...mortal(clock, life),
    now: clock.now,
    epochMs: clock.epochMs,
    sleep: async (ms, signal) => {
      const slept = await clock.sleep(ms, signal);
      return life.isOver ? never() : slept;
    },
    timeout: (ms, then) => clock.timeout(ms, whileAlive(then)),
    every: (ms, tick) => clock.every(ms, whileAlive(tick)),
    nextTurn: (then) => clock.nextTurn(whileAlive(then)),
  };
}
