import { type Poll, type ServiceCalls, type Target, TargetError } from "./target.ts";

/**
 * One target for several instances of the same API. Payouts are sent round-robin, so two requests at once, such as a duplicated one, reach
 * two instances; balances are read round-robin too, so that an instance with a different view is noticed. Everything else is asked of the
 * first instance that answers.
 */
export function acrossInstances(targets: readonly [Target, ...Target[]]): Target {
  const next = roundRobin(targets);
  const nextRead = roundRobin(targets);
  return {
    url: targets[0].url,
    calls: callsOf(targets),
    send: (request, sending) => next().send(request, sending),
    poll: firstPoll(targets.map(({ poll }) => poll)),
    lookUp: firstPoll(targets.map(({ lookUp }) => lookUp)),
    balance: (projectId, reading) => nextRead().balance(projectId, reading),
    markEntries: (projectId, reading) => firstToAnswer(targets, (target) => target.markEntries(projectId, reading)),
    entriesSince: (mark, reading) => firstToList(targets, (target) => target.entriesSince(mark, reading)),
    payouts: (projectId, reading) => firstToList(targets, (target) => target.payouts(projectId, reading)),
    fund: (projectId, amountMsat) => firstToAnswer(targets, (target) => target.fund(projectId, amountMsat)),
    injection: () => firstToAnswer(targets, (target) => target.injection()),
    inject: (state) => firstToAnswer(targets, (target) => target.inject(state)),
    async close() {
      await Promise.all(targets.map((target) => target.close()));
    },
  };
}

/** The calls of all instances are the same, but for the address. */
function callsOf([first, ...others]: readonly [Target, ...Target[]]): ServiceCalls | null {
  return first.calls && { ...first.calls, urls: [first.url, ...others.map(({ url }) => url)] };
}

function roundRobin(targets: readonly [Target, ...Target[]]): () => Target {
  let turn = -1;
  return () => {
    turn = (turn + 1) % targets.length;
    return targets[turn] ?? targets[0];
  };
}

/** Asks the instances one after the other until one of them answers. */
export function firstPoll(polls: readonly (Poll | null)[]): Poll | null {
  const [first, ...others] = polls.filter((poll) => poll !== null);
  if (first === undefined) return null;
  return {
    everyMs: first.everyMs,
    async ask(request, payoutId, signal) {
      let answer = await first.ask(request, payoutId, signal);
      for (const other of others) {
        if (answer.status !== 0) return answer;
        answer = await other.ask(request, payoutId, signal);
      }
      return answer;
    },
  };
}

/** True for an instance that is down. One that answers nonsense has answered. */
function isDown(error: unknown): boolean {
  return error instanceof TargetError && error.kind === "unreachable";
}

async function firstToAnswer<T>(targets: readonly Target[], ask: (target: Target) => Promise<T>): Promise<T> {
  let lastError: unknown;
  for (const target of targets) {
    try {
      return await ask(target);
    } catch (error) {
      if (!isDown(error)) throw error;
      lastError = error;
    }
  }
  throw lastError;
}

/** An instance that has listed a page must go on: another one would leave an unnoticed gap in the list. */
async function* firstToList<T>(
  targets: readonly Target[],
  ask: (target: Target) => AsyncIterable<readonly T[]>,
): AsyncIterable<readonly T[]> {
  let lastError: unknown;
  for (const target of targets) {
    let begun = false;
    try {
      for await (const page of ask(target)) {
        begun = true;
        yield page;
      }
      return;
    } catch (error) {
      if (begun || !isDown(error)) throw error;
      lastError = error;
    }
  }
  throw lastError;
}
