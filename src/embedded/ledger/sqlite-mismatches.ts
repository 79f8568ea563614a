import type Database from "libsql";
import type { Clock } from "../../domain/clock.ts";
import type { GroupCommit } from "./group-commit.ts";

/** How many entries are looked at, the latest: all there are of 60,000 payouts or more. So an old ledger costs no more than a large one. */
const ENTRIES = 200_000;

/**
 * In how many steps. Everything else has its turn between two of them: all at once would keep the callers of the API waiting for a third
 * of a second. Each step reads the numbers of all those entries again, so many more steps would cost several times as much in all, and
 * none of them would be shorter for it.
 */
const STEPS = 16;

/** A charge without a payout may be one that is being paid; no payment is waited for as long as this. */
const ABANDONED_MS = 120_000;

/**
 * Each payout is in one step, by how its id begins, so that the entries of one are never looked at apart. Payouts whose charge is older than
 * the entries that are looked at are left out; `expired` is a label that says nothing about the money.
 */
const COUNT = `
  with moved as (
    select payout, -sum(amount) as net, max(created) as latest from entries
    where id > (select max(id) from entries) - ${ENTRIES} and payout >= ?1 and payout < ?2
    group by payout having sum(cause in ('charge', 'hold')) > 0
  )
  select count(*) from moved left join payouts on payouts.id = moved.payout
  where case payouts.status
    when 'completed' then net <> amount + fee
    when 'error' then net <> 0
    when 'pending' then net not in (0, amount + fee)
    when 'expired' then false
    else latest < ?3
  end`;

/** Counts the payouts whose charge does not fit their status, in the books of a ledger file alone. */
export function sqliteMismatches(database: Database.Database, group: GroupCommit, clock: Clock): () => Promise<number> {
  const count = database.prepare(COUNT).raw();
  return async () => {
    let mismatches = 0;
    for (let step = 0; step < STEPS; step += 1) {
      mismatches += await group.read(
        () => (count.get([from(step), from(step + 1), clock.epochMs() - ABANDONED_MS]) as [number])[0],
      );
      await new Promise<void>((resolve) => clock.nextTurn(resolve));
    }
    return mismatches;
  };
}

/** The ids are hexadecimal behind `po_`, and any other text has a place before the first or after the last of them. */
function from(step: number): string {
  if (step === 0) return "";
  if (step === STEPS) return "\u{10ffff}";
  return `po_${((step * 256) / STEPS).toString(16).padStart(2, "0")}`;
}
