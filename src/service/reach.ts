import type { FindingKind } from "../domain/finding.ts";
import type { ServiceFile } from "./service-file.ts";

/** Whether a finding can be made about a service as it is described. */
export interface Reach {
  readonly finding: FindingKind;
  /** `balance`: the drift shows it, but not for which payout. */
  readonly reached: "yes" | "balance" | "no";
  /** What the file lacks for more; "" for nothing. */
  readonly lacks: string;
}

/** What a file describes, and what a run knows of it. */
interface Mapped {
  readonly rail: boolean;
  readonly entries: boolean;
  readonly payouts: boolean;
  readonly keys: boolean;
  readonly poll: boolean;
  readonly callbacks: boolean;
}

/** Which findings the mapping of a service can reach, in the order of reports. Without a rail of ours its answers are all that is known. */
export function reachOf(service: ServiceFile, hasRail: boolean): readonly Reach[] {
  const { entries, payouts, books, poll, callbacks } = service;
  const mapped: Mapped = {
    rail: hasRail,
    entries: entries !== null || (books?.entries ?? null) !== null,
    payouts: payouts !== null || (books?.payouts ?? null) !== null,
    keys: (payouts?.row.key ?? null) !== null || (books?.payouts ?? null) !== null,
    poll: poll !== null,
    callbacks: callbacks !== null,
  };
  return (Object.keys(rules) as FindingKind[]).map((finding) => ({ finding, ...rules[finding](mapped) }));
}

type Rule = (mapped: Mapped) => Omit<Reach, "finding">;

const yes = { reached: "yes", lacks: "" } as const;
const ENTRIES = "entries";
const LISTS = "payouts or poll";
const RAIL = "a rail of ours";

const byEntries: Rule = ({ entries }) => (entries ? yes : { reached: "balance", lacks: ENTRIES });
const byRail: Rule = ({ rail }) => (rail ? yes : { reached: "no", lacks: RAIL });
const byRailAndEntries: Rule = (mapped) => (mapped.rail ? byEntries(mapped) : { reached: "no", lacks: RAIL });
const byLists: Rule = ({ payouts, poll }) => (payouts || poll ? yes : { reached: "no", lacks: LISTS });

const rules: Readonly<Record<FindingKind, Rule>> = {
  "charged-not-paid": byEntries,
  "paid-not-charged": byRailAndEntries,
  "double-paid": byRail,
  "double-charged": byEntries,
  "wrong-amount": byRail,
  "partly-refunded": byEntries,
  "false-refusal": byRail,
  "false-success": byRail,
  "false-callback": ({ callbacks, rail }) => {
    if (!callbacks) return { reached: "no", lacks: "callbacks" };
    return rail ? yes : { reached: "no", lacks: RAIL };
  },
  "accepted-and-lost": byLists,
  "invalid-accepted": () => yes,
  overdraft: () => yes,
  "unexplained-change": byEntries,
  "impossible-balance": () => yes,
  "key-breach": ({ keys }) => (keys ? yes : { reached: "no", lacks: "payouts with their keys" }),
  "stuck-pending": byLists,
};
