import type { ServiceFile } from "../service/service-file.ts";
import { type Target, TargetError } from "../service/target.ts";

/**
 * The lists that a service file describes have to be there. A target may lack a list, and less is proved then; but where the file says how to ask for it,
 * a 404 is a wrong path, a wrong account or a broken service, and a run without that list must not look as if nothing were missing.
 */
export function withDeclaredLists(target: Target, file: Pick<ServiceFile, "entries" | "payouts">): Target {
  const { markEntries, entriesSince, payouts } = target;
  const entries: Pick<Target, "markEntries" | "entriesSince"> = {
    markEntries: (account, reading) => markEntries(account, reading).catch((error) => Promise.reject(asFailure(error))),
    entriesSince: (mark, reading) => needed(entriesSince(mark, reading)),
  };
  return {
    ...target,
    ...(file.entries === null ? { markEntries, entriesSince } : entries),
    payouts: file.payouts === null ? payouts : (account, reading) => needed(payouts(account, reading)),
  };
}

async function* needed<T>(pages: AsyncIterable<T>): AsyncGenerator<T, void> {
  try {
    yield* pages;
  } catch (error) {
    throw asFailure(error);
  }
}

function asFailure(error: unknown): unknown {
  const isAbsent = error instanceof TargetError && error.kind === "absent";
  return isAbsent ? new TargetError("nonsense", `${error.message}, and the service file describes it`) : error;
}
