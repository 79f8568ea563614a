import type { Pool, PoolClient, QueryArrayResult } from "pg";
import { defaultReadLimits, type ReadBudget } from "../service/read-budget.ts";
import { TargetError } from "../service/target.ts";
import { postgresError } from "./postgres-error.ts";
import type { Query } from "./query.ts";
import { ROWS_PER_PAGE, type SqlDatabase, type SqlPage, type SqlValue } from "./sql-database.ts";

/** Dates come as ISO 8601 in UTC, and whatever else a session does, it writes nothing. */
const SESSION = "set session characteristics as transaction read only; set timezone = 'UTC'; set datestyle = 'ISO'";

/** Every value stays the text that the server sends: int8 and numeric are exact in no other way. */
const asText = { getTypeParser: () => (text: string) => text };

/**
 * A PostgreSQL database. Each read is a transaction that is begun read only and always rolled back, and one query with bound values, so the server itself
 * refuses whatever writes and whatever is more than one statement.
 */
export function createPostgres(url: string): SqlDatabase {
  let pool: Promise<Pool> | undefined;
  const known = new WeakSet<PoolClient>();
  return {
    placeholder: (number) => `$${number}`,
    async *read(query, values, budget) {
      budget.check();
      pool ??= openPool(url);
      const client = await attempt(connected(await pool, budget), query, budget);
      let isFine = false;
      try {
        if (!known.has(client)) await attempt(client.query(SESSION), query, budget);
        known.add(client);
        yield* pagesOf(client, query, values, budget);
        isFine = true;
      } finally {
        // A connection whose query failed or was given up may still be at work: the next read gets another one.
        client.release(!isFine);
      }
    },
    async close() {
      const closing = pool;
      pool = undefined;
      await (await closing)?.end();
    },
  };
}

/** Loaded when it is needed, because most runs never do. */
async function openPool(url: string): Promise<Pool> {
  const { Pool } = await import("pg");
  const { callMs, listMs } = defaultReadLimits;
  const pool = new Pool({
    connectionString: url,
    application_name: "chaos-payout",
    max: 4,
    connectionTimeoutMillis: callMs,
    query_timeout: listMs,
    // Short, because nobody can drop or reset a database that somebody is connected to.
    idleTimeoutMillis: 1_000,
    allowExitOnIdle: true,
  });
  // A server that ends idle connections is no error: the next read opens another one, or says why it cannot.
  pool.on("error", () => undefined);
  return pool;
}

/** A connection; one that comes when the reader is gone is put back. */
async function connected(pool: Pool, { signal }: ReadBudget): Promise<PoolClient> {
  const client = await pool.connect();
  if (signal?.aborted) client.release();
  return client;
}

async function* pagesOf(
  client: PoolClient,
  query: Query,
  values: readonly string[],
  budget: ReadBudget,
): AsyncGenerator<SqlPage, void> {
  const run = <T>(work: Promise<T>) => attempt(work, query, budget);
  const timeoutMs = Math.max(1, Math.ceil(budget.leftMs()));
  await run(client.query(`begin transaction read only; set local statement_timeout = ${timeoutMs}`));
  // A cursor, so that a long list is never in memory as a whole. The server takes nothing into a cursor that is not a query.
  await run(client.query({ text: `declare books no scroll cursor for ${query.text}`, values: [...values] }));
  for (let isMore = true, isFirst = true; isMore; isFirst = false) {
    const fetch = { text: `fetch ${ROWS_PER_PAGE} from books`, rowMode: "array", types: asText } as const;
    const { fields, rows }: QueryArrayResult<SqlValue[]> = await run(client.query(fetch));
    isMore = rows.length === ROWS_PER_PAGE;
    budget.check();
    budget.listed(rows.length);
    if (isFirst || rows.length > 0) yield { columns: fields.map(({ name }) => name), rows };
  }
  await run(client.query("rollback"));
}

/** What the server answers, unless the reader gives up before. @throws TargetError */
async function attempt<T>(work: Promise<T>, query: Query, budget: ReadBudget): Promise<T> {
  const { signal } = budget;
  try {
    return await new Promise<T>((resolve, reject) => {
      const giveUp = () => reject(budget.givenUp());
      if (signal?.aborted) giveUp();
      signal?.addEventListener("abort", giveUp, { once: true });
      work.then(resolve, reject).finally(() => signal?.removeEventListener("abort", giveUp));
    });
  } catch (error) {
    throw error instanceof TargetError ? error : postgresError(error, query.what, budget);
  }
}
