import type { Fact } from "../../src/domain/fact.ts";

/**
 * What can go wrong with the facts of a journal: one of them is lost, stands twice, or says something else. Of each change it is said
 * whether the judge of a balanced run notices it, and, where he does not, why that is right. The test holds every claim against the journals
 * of the shipped scenarios.
 */
export interface FactFault {
  /** What is changed, in a few words. */
  readonly what: string;
  /** The facts in the place of this one; undefined where the change is not about such a fact. */
  readonly change: (fact: Fact) => readonly Fact[] | undefined;
  /** `always` or `never`, as every such change of a balanced journal comes out; `sometimes` where it depends on the rest of it. */
  readonly noticed: "always" | "sometimes" | "never";
  /** Why it is right that it is not noticed, or not always; "" where it always is. */
  readonly because: string;
}

type Change<Kind extends Fact["kind"]> = (fact: Extract<Fact, { kind: Kind }>) => readonly Fact[] | undefined;

/** The faults of one kind of fact. */
function of<Kind extends Fact["kind"]>(
  kind: Kind,
  faults: readonly (readonly [string, Change<Kind>, FactFault["noticed"], string?])[],
): readonly FactFault[] {
  return faults.map(([what, change, noticed, because = ""]) => ({
    what: `${kind} ${what}`,
    change: (fact) => (isOf(fact, kind) ? change(fact) : undefined),
    noticed,
    because,
  }));
}

function isOf<Kind extends Fact["kind"]>(fact: Fact, kind: Kind): fact is Extract<Fact, { kind: Kind }> {
  return fact.kind === kind;
}

const removed = () => [];
const doubled = (fact: Fact) => [fact, fact];

const declaring =
  (balanceMsat: number): Change<"run-started"> =>
  (fact) => [{ ...fact, projects: fact.projects.map((one) => ({ ...one, balanceMsat })) }];

const MSAT = 1_000;
const told = "it says the same once more";
const shown = "it is only shown; nothing rests on it";

export const factFaults: readonly FactFault[] = [
  ...of("run-started", [
    ["removed", removed, "always"],
    ["doubled", doubled, "always"],
    ["more payouts", (fact) => [{ ...fact, payouts: fact.payouts + 1 }], "always"],
    [
      "fewer payouts",
      (fact) => [{ ...fact, payouts: fact.payouts - 1 }],
      "never",
      "what was sent beyond the plan is judged like the rest",
    ],
    [
      "one more hit of a fault",
      (fact) =>
        fact.faults.length === 0
          ? undefined
          : [{ ...fact, faults: fact.faults.map((one) => ({ ...one, planned: one.planned + 1 })) }],
      "always",
    ],
    ["less declared balance", declaring(1), "never", "it was enough, or is scarce all the same"],
    ["more declared balance", declaring(1e15), "sometimes", "what was found pays for all"],
    [
      "another key prefix",
      (fact) => [{ ...fact, keyPrefix: "other" }],
      "never",
      "it names the examples of findings, and there are none",
    ],
    ["another seed", (fact) => [{ ...fact, seed: fact.seed + 1 }], "never", shown],
  ]),
  ...of("phase-ended", [
    ["removed", removed, "never", "what its payouts came to is told by their own facts"],
    ["doubled", doubled, "never", told],
    [
      "fewer in flight",
      (fact) => ((fact.concurrency ?? 0) > 1 ? [{ ...fact, mostInFlight: (fact.concurrency ?? 0) - 1 }] : undefined),
      "always",
    ],
  ]),
  ...of("attempt-sent", [
    [
      "removed",
      removed,
      "sometimes",
      "where the payout was sent again, and a fault explains it, the books and the rail still agree on it",
    ],
    [
      "doubled",
      doubled,
      "sometimes",
      "an attempt that was never answered is explained where a fault fired that no answer tells of",
    ],
    [
      "another amount",
      (fact) => [{ ...fact, amountMsat: fact.amountMsat + MSAT }],
      "sometimes",
      "only the first sending says what is asked; a payout that the API refuses has no books",
    ],
    [
      "another cost",
      (fact) => [{ ...fact, costMsat: fact.costMsat + 1 }],
      "sometimes",
      "only the first sending says what is asked; a payout that was refused, or given back, costs nothing",
    ],
    ["another project", (fact) => [{ ...fact, projectId: "elsewhere" }], "always"],
    [
      "later",
      (fact) => [{ ...fact, atMs: fact.atMs + 5 }],
      "never",
      "moments only matter where a crash explains an attempt, and a few milliseconds are allowed for there",
    ],
  ]),
  ...of("attempt-answered", [
    ["removed", removed, "sometimes", "a fault may explain it, and what was paid and charged is known without it"],
    ["doubled", doubled, "never", told],
    [
      "paid as failed",
      (fact) => (fact.outcome === "paid" ? [{ ...fact, outcome: "refused", reason: "payment-failed" }] : undefined),
      "always",
    ],
    [
      "refused as paid",
      (fact) => (fact.outcome === "refused" ? [{ ...fact, outcome: "paid", reason: "none" }] : undefined),
      "always",
    ],
    [
      "as a timeout that nobody planned",
      (fact) => (fact.outcome === "unknown" ? undefined : [{ ...fact, outcome: "unknown", reason: "service-error" }]),
      "sometimes",
      "a fault that fired may explain it, and what was paid and charged is known without it",
    ],
    ["under another status", (fact) => [{ ...fact, status: 299, code: "X" }], "never", shown],
  ]),
  ...of("payment-received", [
    [
      "removed",
      removed,
      "never",
      "the settlement says that it was paid, and the rail that nothing is in flight any more",
    ],
    ["doubled", doubled, "never", "the rail says that nothing is in flight any more"],
    ["of nobody", (fact) => [{ ...fact, payout: null }], "always"],
  ]),
  ...of("payment-rejected", [
    ["removed", removed, "never", "a payment that was refused pays nothing"],
    ["doubled", doubled, "never", told],
    ["of nobody", (fact) => [{ ...fact, payout: null }], "never", "a payment that was refused pays nothing"],
  ]),
  ...of("payment-abandoned", [
    ["removed", removed, "never", "it is a timeout the less in the metrics; the end of the payment is told by itself"],
    ["doubled", doubled, "never", "it is a timeout the more in the metrics; the end of the payment is told by itself"],
  ]),
  ...of("payment-settled", [
    ["removed", removed, "always"],
    ["doubled", doubled, "always"],
    ["another amount", (fact) => [{ ...fact, amountMsat: fact.amountMsat + MSAT }], "always"],
    ["of nobody", (fact) => [{ ...fact, payout: null }], "always"],
    ["of another payout", (fact) => [{ ...fact, payout: (fact.payout ?? 0) === 1 ? 2 : 1 }], "always"],
  ]),
  ...of("payment-failed", [
    [
      "removed",
      removed,
      "never",
      "a payment without a settlement paid nothing, and the rail says that nothing is in flight any more",
    ],
    ["doubled", doubled, "never", told],
    [
      "as a settlement",
      (fact) => [
        { kind: "payment-settled", atMs: fact.atMs, payout: fact.payout, amountMsat: 1_000_000, passedOnMsat: 0 },
      ],
      "always",
    ],
  ]),
  ...of("fault-fired", [
    ["removed", removed, "always"],
    ["doubled", doubled, "never", "a fault that fires more often than planned puts the API to a harder test"],
    ["under another name", (fact) => [{ ...fact, fault: "moon-phase" }], "always"],
  ]),
  ...of("balance-read", [
    ["removed", (fact) => (fact.when === "during" ? undefined : []), "always"],
    [
      "removed during the load",
      (fact) => (fact.when === "during" ? [] : undefined),
      "never",
      "the more balances are read the more can be noticed",
    ],
    ["doubled", doubled, "never", told],
    [
      "another balance",
      (fact) => (fact.when === "during" ? undefined : [{ ...fact, balanceMsat: fact.balanceMsat + 1 }]),
      "always",
    ],
    [
      "more than there ever was",
      (fact) => (fact.when === "during" ? [{ ...fact, balanceMsat: fact.balanceMsat + 1e12 }] : undefined),
      "always",
    ],
    [
      "something held at the end",
      (fact) => (fact.when === "final" ? [{ ...fact, heldMsat: fact.heldMsat + 1 }] : undefined),
      "always",
    ],
    [
      "less than nothing held at the end",
      (fact) => (fact.when === "final" ? [{ ...fact, heldMsat: -1 }] : undefined),
      "always",
    ],
  ]),
  ...of("entry-read", [
    ["removed", (fact) => (fact.deltaMsat === 0 ? undefined : []), "always"],
    ["removed that moves nothing", (fact) => (fact.deltaMsat === 0 ? [] : undefined), "never", "it moves nothing"],
    ["doubled", (fact) => (fact.deltaMsat === 0 ? undefined : [fact, fact]), "always"],
    ["another sum", (fact) => [{ ...fact, deltaMsat: fact.deltaMsat + 1 }], "always"],
    ["of nobody", (fact) => (fact.deltaMsat === 0 ? undefined : [{ ...fact, payout: null }]), "always"],
    [
      "in another project",
      (fact) => (fact.deltaMsat === 0 ? undefined : [{ ...fact, projectId: "elsewhere" }]),
      "always",
    ],
    ["below zero", (fact) => [{ ...fact, balanceAfterMsat: -1 }], "always"],
    ["under another word", (fact) => [{ ...fact, word: "other" }], "never", shown],
    [
      "as a charge instead of a hold",
      (fact) => (fact.effect === "hold" ? [{ ...fact, effect: "charge" }] : undefined),
      "never",
      "both take the money; whether it is given back decides",
    ],
    [
      "at another moment",
      (fact) => [{ ...fact, enteredAtMs: 0 }],
      "never",
      "the balance is the sum of the entries, in whatever order",
    ],
  ]),
  ...of("payout-read", [
    [
      "removed",
      removed,
      "never",
      "the rail says what was paid and the entries what was charged; only what was accepted and is in no book has to be listed",
    ],
    ["doubled", doubled, "never", told],
    ["as pending", (fact) => [{ ...fact, state: "pending" }], "always"],
    ["under a word that nobody knows", (fact) => [{ ...fact, state: "unknown", word: "moon" }], "always"],
    [
      "as refused although it is paid",
      (fact) => (fact.state === "paid" ? [{ ...fact, state: "refused" }] : undefined),
      "always",
    ],
    [
      "as failed although it is paid",
      (fact) => (fact.state === "paid" ? [{ ...fact, state: "failed" }] : undefined),
      "never",
      "an error says nothing about the money, and a caller may not conclude anything from it",
    ],
    [
      "as paid although it is not",
      (fact) => (fact.state === "paid" ? undefined : [{ ...fact, state: "paid" }]),
      "always",
    ],
    ["another amount", (fact) => [{ ...fact, amountMsat: (fact.amountMsat ?? 0) + MSAT }], "always"],
    ["in another project", (fact) => [{ ...fact, projectId: "elsewhere" }], "always"],
    ["twice, with two ids", (fact) => [fact, { ...fact, payoutId: "other" }], "always"],
    ["of nobody", (fact) => [{ ...fact, payout: null }], "never", "it is as if the payout were not listed"],
  ]),
  ...of("drained", [
    ["removed", removed, "always"],
    ["doubled", doubled, "never", told],
    [
      "with payments in flight",
      (fact) => [{ ...fact, unfinished: [{ kind: "payments-in-flight", payments: 1 }] }],
      "always",
    ],
  ]),
  ...of("api-crashed", [
    ["removed", removed, "always"],
    ["doubled", doubled, "always"],
    ["at another point", (fact) => [{ ...fact, point: "moon" }], "always"],
  ]),
  ...of("api-restarted", [
    ["removed", removed, "always"],
    ["doubled", doubled, "never", told],
  ]),
  ...of("run-ended", [
    ["removed", removed, "always"],
    ["doubled", doubled, "never", told],
  ]),
];
