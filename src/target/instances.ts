import { type Target, TargetError } from "./target.ts";

/**
 * One target made of several instances of the same API. Payouts go round, so two requests that are sent at once, such as a duplicated
 * one, meet two instances; balances are read in turn as well, so that an instance with a view of its own is seen. Whatever is to be done
 * or listed once is asked of the first instance that answers.
 */
export function acrossInstances(targets: readonly [Target, ...Target[]]): Target {
  const next = round(targets);
  const nextRead = round(targets);
  return {
    url: targets[0].url,
    send: (request, sending) => next().send(request, sending),
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

function round(targets: readonly [Target, ...Target[]]): () => Target {
  let turn = -1;
  return () => {
    turn = (turn + 1) % targets.length;
    return targets[turn] ?? targets[0];
  };
}

/** An instance that is down answers nothing; one that answers nonsense has answered. */
function isSilence(error: unknown): boolean {
  return error instanceof TargetError && error.kind === "unreachable";
}

async function firstToAnswer<T>(targets: readonly Target[], ask: (target: Target) => Promise<T>): Promise<T> {
  let silence: unknown;
  for (const target of targets) {
    try {
      return await ask(target);
    } catch (error) {
      if (!isSilence(error)) throw error;
      silence = error;
    }
  }
  throw silence;
}

/** An instance that has listed a page goes on, or the list has a gap nobody would notice. */
async function* firstToList<T>(
  targets: readonly Target[],
  ask: (target: Target) => AsyncIterable<readonly T[]>,
): AsyncIterable<readonly T[]> {
  let silence: unknown;
  for (const target of targets) {
    let begun = false;
    try {
      for await (const page of ask(target)) {
        begun = true;
        yield page;
      }
      return;
    } catch (error) {
      if (begun || !isSilence(error)) throw error;
      silence = error;
    }
  }
  throw silence;
}
