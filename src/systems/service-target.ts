import { openBooks } from "../books/open-books.ts";
import type { Clock } from "../domain/clock.ts";
import { createServiceTarget, type ServiceTargetOptions } from "../service/service-target.ts";
import type { Target } from "../service/target.ts";
import { withDeclaredLists } from "./declared-lists.ts";
import { fillText, type ServiceScope, variablesIn } from "./service-scope.ts";
import type { ServiceUnderTest } from "./service-under-test.ts";

/** What it takes to reach a service, besides its file. */
export interface TargetParts extends Pick<ServiceTargetOptions, "destinationsOf"> {
  readonly clock: Clock;
  readonly scope: ServiceScope;
  /** Where the instances listen that we have started; none where it runs already. */
  readonly ports: readonly number[];
  /** When the caller gives up waiting for the answer to a payout, in milliseconds. */
  readonly withinMs: number;
}

/** The HTTP side of the service, and its database where the file reads that. @throws TargetError */
export async function openDescribed(
  chosen: ServiceUnderTest,
  { clock, scope, destinationsOf, ports, withinMs }: TargetParts,
): Promise<Target> {
  const { service, environment, url, onExchange } = chosen;
  const addresses = ports.map((port, index) => fillText(service.url, scope, { port, instance: index + 1 }));
  const [first = fillText(service.url, scope, null), ...others] = url === undefined ? addresses : [url];
  const described = await createServiceTarget(service, {
    urls: [first, ...others],
    clock,
    clientTimeoutMs: withinMs,
    environment,
    variables: variablesIn(scope),
    destinationsOf,
    onExchange,
  });
  const target = withDeclaredLists(described, service);
  const { books } = service;
  if (books === null) return target;
  const database = fillText(books.database, scope, null);
  const sql = openBooks(books, { database, folder: service.folder, unit: service.unit, clock });
  const reader = (query: string | null) => (query === null ? target : sql);
  return {
    ...target,
    balance: reader(books.balance).balance,
    markEntries: reader(books.entries).markEntries,
    entriesSince: reader(books.entries).entriesSince,
    payouts: reader(books.payouts).payouts,
    async close() {
      await sql.close();
      await target.close();
    },
  };
}
