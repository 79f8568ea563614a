import { describe, expect, it } from "vitest";
import type { AttemptAnswered } from "../../src/domain/fact.ts";
import { costMsat } from "../../src/domain/money.ts";
import { createKnownMoney } from "../../src/engine/known-money.ts";
import { judgedByAnswers } from "./fake-system.ts";
import { planOf } from "./small-plan.ts";

const timedOut: AttemptAnswered = {
  ...{ kind: "attempt-answered", atMs: 10, payout: 1, attempt: 1, outcome: "unknown", reason: "payment-timeout" },
  ...{ status: 504, code: "PAYMENT_TIMEOUT", payoutId: "" },
};
const retried: AttemptAnswered = { ...timedOut, atMs: 20, attempt: 2, outcome: "paid", reason: "none", status: 201 };

const knownOf = (oracle: "rail" | "answers") => {
  const plan = planOf({ client: { timeoutMs: 1000, attempts: 3, backoffMs: 20, retryKey: "same" } });
  return createKnownMoney(plan, { costMsat, description: { ...judgedByAnswers, oracle } });
};

describe("an answer that leaves open what happened", () => {
  it.for(["rail", "answers"] as const)(
    "is waited for with %s as the oracle, until an answer or a list decides it",
    (oracle) => {
      const known = knownOf(oracle);
      known.enter(timedOut);
      expect(known.openAnswers).toBe(1);
      known.listed(1, "failed");
      expect(known.openAnswers).toBe(1);
      known.listed(1, "refused");
      expect(known.openAnswers).toBe(0);
      const again = knownOf(oracle);
      again.enter(timedOut);
      again.enter(retried);
      expect(again.openAnswers).toBe(0);
    },
  );

  it("is paid once, by the word of whoever is the oracle", () => {
    const balances = new Map([["p", { balanceMsat: 8_980_000, heldMsat: 0 }]]);
    for (const oracle of ["rail", "answers"] as const) {
      const known = knownOf(oracle);
      known.enter({
        ...{ kind: "balance-read", atMs: 1, askedAtMs: 0, projectId: "p", when: "opening" },
        ...{ balanceMsat: 10_000_000, heldMsat: 0 },
      });
      known.enter(timedOut);
      if (oracle === "rail") known.enter({ kind: "payment-settled", atMs: 12, payout: 1, amountMsat: 1_000_000 });
      known.enter(retried);
      known.listed(1, "paid");
      expect(known.unexplained(balances)).toEqual([]);
    }
  });
});
