import { describe, expect, it, onTestFinished } from "vitest";
import type { PlannedCallbackFault } from "../../src/domain/callback-fault.ts";
import { systemClock } from "../../src/domain/clock.ts";
import type { PlannedLookupFault } from "../../src/domain/lookup-fault.ts";
import type { PayeeKind } from "../../src/domain/payee.ts";
import { createProgress } from "../../src/engine/progress.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { railPlan } from "../../src/systems/planned-rail.ts";
import { openServiceRail } from "../../src/systems/service-rail.ts";
import { planOf } from "../engine/small-plan.ts";
import { blank, json, means, step } from "../service/service-of.ts";

/** The destinations of two payouts that are to share an invoice. */
async function destinations(pay: PayeeKind, text: string) {
  const service = {
    ...blank,
    rails: {
      zbd: { dialect: "zbd", tls: false, port: null, routingFee: { ppm: 0, baseMsat: 0 }, pendingAfterMs: null },
    },
    payees: { pay, at: null },
    payout: { steps: [step("POST /payouts", json({ to: text }))], answer: means({}) },
  } as const;
  const context = {
    ...{ plan: planOf({ sharedInvoices: true }), progress: createProgress(2), clock: systemClock },
    ...{ recorder: createRecorder(createFactLog(), systemClock), stop: new AbortController().signal },
  };
  const rail = await openServiceRail({ service, environment: {} }, context, {
    seen: () => {},
    faultsElsewhere: () => 0,
  });
  if (rail === null) throw new Error("no rail");
  onTestFinished(() => rail.close());
  const request = { amountMsat: 1_000_000, projectId: "acc_1", idempotencyKey: "" };
  return [1, 2].map((payout) => rail.destinationsOf({ ...request, gamertag: `${rail.keyPrefix}_player_${payout}` }));
}

describe("two payouts that are to share an invoice", () => {
  it("are given the same one", async () => {
    const [first, second] = await destinations("bolt11", "${payout.invoice}");
    expect(first?.invoice).toMatch(/^lnbcrt/);
    expect(second?.invoice).toBe(first?.invoice);
  });

  it("meet their faults at the payee of the first one", () => {
    const lag = { fault: "lookup-lag", forMs: 300, attempts: 1 } as const;
    const error = { fault: "lookup-error", forMs: 0, attempts: 2 } as const;
    const plan = {
      ...planOf({ sharedInvoices: true }),
      paymentFaults: new Map([
        [1, ["timeout", "failure"] as const],
        [2, ["provider-busy"] as const],
      ]),
      lookupFaults: new Map<number, PlannedLookupFault>([
        [2, lag],
        [3, error],
      ]),
    };
    const { faults, lookups } = railPlan(plan, "run", true);
    expect([...faults]).toEqual([[1, ["timeout", "failure", "provider-busy"]]]);
    expect([...(lookups ?? [])]).toEqual([
      [1, [lag]],
      [3, [error]],
    ]);
    expect([...(railPlan(plan, "run").lookups ?? [])]).toEqual([
      [2, [lag]],
      [3, [error]],
    ]);
  });

  it("meet the webhook faults of both at the payee of the first one, and the first planned one where both have one", () => {
    const lost = { fault: "event-lost", to: "service", forMs: 500 } as const;
    const twice = { fault: "event-duplicated", to: "service", forMs: 500 } as const;
    const late = { fault: "event-delayed", to: "client", forMs: 500 } as const;
    const plan = {
      ...planOf({ sharedInvoices: true }),
      callbackFaults: new Map<number, PlannedCallbackFault>([
        [2, lost],
        [3, twice],
        [4, lost],
        [6, late],
      ]),
    };
    expect([...(railPlan(plan, "run", true).callbacks ?? [])]).toEqual([
      [1, lost],
      [3, twice],
    ]);
    expect([...(railPlan(plan, "run").callbacks ?? [])]).toEqual([
      [2, lost],
      [3, twice],
      [4, lost],
    ]);
  });

  it("have payees of their own where no invoice is paid, because a payment finds its payout by its payee", async () => {
    const [first, second] = await destinations("gamertag", "${payout.gamertag}");
    expect(first?.gamertag).toMatch(/_player_1$/);
    expect(second?.gamertag).toMatch(/_player_2$/);
  });
});
