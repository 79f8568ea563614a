import type Database from "libsql";
import type { Clock } from "../../domain/clock.ts";
import type { GroupCommit } from "./group-commit.ts";
import { ABANDONED_MS, CHECKED_ENTRIES } from "./mismatches.ts";

/** A single query would block the API for a third of a second. More steps would cost more in total without becoming shorter. */
const STEPS = 16;

/** Each payout is in one step, by the start of its id. Payouts whose charge is older than the checked entries are left out. */
const COUNT = `
  with moved as (
    select payout, -sum(amount) as net, max(created) as latest from entries
    where id > (select max(id) from entries) - ${CHECKED_ENTRIES} and payout >= ?1 and payout < ?2
    group by payout having sum(cause in ('charge', 'hold')) > 0
  )
  select count(*) from moved left join payouts on payouts.id = moved.payout
  where case payouts.status
    when 'completed' then net <> amount + fee
    when 'error' then net not in (0, kept)
    when 'pending' then net not in (0, amount + fee + reserve)
    when 'expired' then false
    else latest < ?3
  end`;

/** Counts the payouts whose charge does not match their status, from the ledger file alone. */
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

/** Ids are hexadecimal after `po_`; any other text sorts before the first or after the last of them. */
function from(step: number): string {
  if (step === 0) return "";
  if (step === STEPS) return "\u{10ffff}";
  return `po_${((step * 256) / STEPS).toString(16).padStart(2, "0")}`;
}
