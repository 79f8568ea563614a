import { describe, expect, it } from "vitest";
import {
  EscapeError,
  ExplorationError,
  exploreService,
  type OwnService,
  type PayoutAnswer,
  type Ports,
  type ScenarioInput,
  type Transaction,
} from "../../src/own/index.ts";
import { runs } from "../runs.ts";

/** Payout functions of a few lines, each with one mistake or none. */
interface Row {
  readonly state: "pending" | "paid" | "failed";
}

const status = async (key: string, tx: Transaction) => (await tx.get<Row>("payouts", key))?.state ?? "absent";

const scenarioWith = (
  faults: NonNullable<ScenarioInput["load"]>[number]["faults"],
  more: object = {},
): ScenarioInput => ({
  name: "few",
  projects: { shop: { balance: 10_000 } },
  load: [{ name: "all", payouts: 2, concurrency: 2, faults }],
  ...more,
});

/** Charges, pays and writes down what came of it; what is not settled is refunded. */
function refundsOnTimeout({ ledger, rail }: Ports): OwnService {
  return {
    async pay({ key, account, payee, amountMsat, costMsat }) {
      const isNew = await ledger.transact(async (tx) => {
        if ((await tx.get("payouts", key)) !== undefined) return false;
        await tx.put<Row>("payouts", key, { state: "pending" });
        await tx.move({ effect: "charge", account, key, msat: costMsat });
        return true;
      });
      if (!isNew) return "running";
      const { kind } = await rail.pay({ paymentId: key, payee, amountMsat });
      const state = kind === "settled" ? "paid" : "failed";
      await ledger.transact(async (tx) => {
        await tx.put<Row>("payouts", key, { state });
        if (state === "failed") await tx.move({ effect: "refund", account, key, msat: costMsat });
      });
      return state;
    },
  };
}

const caught = async (exploring: Promise<unknown>): Promise<Error> =>
  exploring.then(
    () => new Error("nothing was thrown"),
    (error: Error) => error,
  );

describe("a payout function of your own", () => {
  it("is caught when it refunds what settles later, and shown again from its scenario", async () => {
    const start = refundsOnTimeout;
    const error = await caught(exploreService({ start, status, scenario: scenarioWith({ "late-settle": 1 }) }));
    expect(error).toBeInstanceOf(ExplorationError);
    const { failure } = error as ExplorationError;
    expect(failure).toMatchObject({
      kind: "paid-not-charged",
      scenario: { load: [{ payouts: 1 }], simulate: { late: {} } },
    });
    expect(failure?.text).toMatch(
      /refund \+1,020[\s\S]*settles 1,000 sats[\s\S]*paid-not-charged: 1,020 sats were refunded at \d/,
    );
    const again = await caught(exploreService({ start, status, scenario: failure?.scenario }));
    expect((again as ExplorationError).failure?.text).toBe(failure?.text);
  });

  it("is found right where nothing goes wrong that it does not survive", async () => {
    const scenario = scenarioWith({ failure: 1 });
    const explored = await exploreService({ start: refundsOnTimeout, status, scenario, search: "pct", schedules: 20 });
    expect(explored.reached["failure"]).toBeGreaterThan(0);
    expect(explored).toMatchObject({ schedules: 20, scenarios: 1, isComplete: false });
  });

  it("is looked through to the end within a bound", async () => {
    const scenario = scenarioWith(
      { failure: 1 },
      { load: [{ name: "one", payouts: 1, concurrency: 1, faults: { failure: 1 } }] },
    );
    const explored = await exploreService({
      start: refundsOnTimeout,
      status,
      scenario,
      search: "exhaustive",
      depth: 1,
    });
    expect(explored.isComplete).toBe(true);
    expect(explored.text).toContain("complete: every order with at most 1 of");
  });

  it("is stopped at the point of a crash, and never goes on", async () => {
    const passed: string[] = [];
    const start = (ports: Ports): OwnService => {
      passed.push("start");
      const service = refundsOnTimeout({
        ...ports,
        rail: {
          ...ports.rail,
          async pay(payment) {
            passed.push("pay");
            return ports.rail.pay(payment);
          },
        },
      });
      return service;
    };
    const scenario = scenarioWith(
      {},
      {
        load: [{ name: "one", payouts: 1, concurrency: 1 }],
        crashes: [{ at: "after-charge" }],
        simulate: { late: {} },
      },
    );
    const error = await caught(exploreService({ start, status, scenario }));
    expect((error as ExplorationError).failure?.kind).toBe("stuck-pending");
    expect(passed.slice(0, 2)).toEqual(["start", "start"]);
    expect(passed).not.toContain("pay");
  });

  it("proves nothing where what is planned never happens", async () => {
    const scenario = scenarioWith({}, { crashes: [{ at: "before-refund" }] });
    const error = await caught(exploreService({ start: refundsOnTimeout, status, scenario, schedules: 2 }));
    expect(error).toMatchObject({ name: "ExplorationError", failure: null });
    expect(error.message).toBe(
      "nothing is proved: in each of 2 schedules something planned did not happen, or somebody never answered",
    );
  });
});

it("a service that cannot start while its ledger fails starts a little later", async () => {
  let failed = 0;
  const start = async ({ ledger }: Ports): Promise<OwnService> => {
    try {
      await ledger.transact((tx) => tx.put("started", "at", 1));
    } catch (error) {
      failed += 1;
      throw error;
    }
    return {
      pay: ({ account, key, costMsat: msat }) =>
        ledger.transact(async (tx): Promise<PayoutAnswer> => {
          await tx.move({ effect: "hold", account, key, msat });
          await tx.move({ effect: "release", account, key, msat });
          return "rejected";
        }),
    };
  };
  const scenario = {
    ...scenarioWith({}),
    instances: 2,
    crashes: [
      { at: "after-charge", how: "ledger-read-only", for: "2s" },
      { at: "before-charge", instance: 2 },
    ],
  } as const;
  const error = await caught(exploreService({ start, scenario, schedules: 5 }));
  expect([failed > 0, error.name]).toEqual([true, "ExplorationError"]);
});

describe("a mistake that is none of money ends the exploration:", () => {
  const scenario = scenarioWith({});
  const explored = (start: (ports: Ports) => OwnService) => caught(exploreService({ start, scenario, schedules: 1 }));

  it("an error of the function", async () => {
    const error = await explored(() => ({
      async pay() {
        throw new TypeError("x is not a function");
      },
    }));
    expect(error).toEqual(new TypeError("x is not a function"));
  });

  it("an error in the background", async () => {
    const work = () => Promise.reject(new Error("no worker"));
    expect(await explored(() => ({ pay: async () => "rejected", work }))).toEqual(new Error("no worker"));
  });

  it("an answer that is none", async () => {
    const error = await explored(() => ({ pay: async () => "done" as "paid" }));
    expect(error.message).toMatch(/^pay must answer one of paid, pending, .* \(got "done"\)$/);
  });

  it("the real date, even where the error is swallowed", async () => {
    const error = await explored(({ ledger }) => ({
      async pay({ account }) {
        try {
          await ledger.transact((tx) => tx.balance(account));
          return Date.now() > 0 ? "rejected" : "failed";
        } catch {
          return "rejected";
        }
      },
    }));
    expect(error).toBeInstanceOf(EscapeError);
    expect(error.message).toBe(
      "the service calls Date.now(), which is not in virtual time: use the clock of the ports",
    );
  });

  it("a real timer", async () => {
    const error = await explored(() => ({
      async pay() {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return "rejected";
      },
    }));
    expect(error.message).toContain("the service waits for a timer (setTimeout, setInterval or AbortSignal.timeout)");
  });

  it("what outlives a process", async () => {
    let asked = 0;
    const error = await explored(({ clock }) => ({
      async pay() {
        asked += 1;
        await clock.sleep(asked);
        return "rejected";
      },
    }));
    expect(error.message).toContain("the same schedule has shown two histories");
  });

  it("a start or an end that never comes", async () => {
    const never = () => new Promise<never>(() => {});
    const mute = await caught(exploreService({ start: never, scenario, schedules: 1 }));
    const endless = await explored(() => ({ pay: async () => "rejected", close: never }));
    expect([mute.message, endless.message]).toEqual(
      Array(2).fill("the service never ends: start or close waits for something that does not happen"),
    );
  });

  it("a transaction within a transaction", async () => {
    const error = await explored(({ ledger }) => ({
      pay: ({ account }) =>
        ledger.transact(async (): Promise<PayoutAnswer> => {
          await ledger.transact((tx) => tx.balance(account));
          return "rejected";
        }),
    }));
    expect(error.message).toContain("a transaction never ended");
  });

  it.each([
    [{ crashes: [{ when: "payment-settled" }] }, 'crashes at moments ("when")'],
    [{ api: { webhooks: true } }, "webhooks and callbacks"],
    [{ payouts: { amount: { hostile: ["zero"] } } }, "amounts that nobody can pay"],
  ])("a scenario with what only an API can meet: %j", async (more, what) => {
    const start = () => ({ pay: async () => "rejected" as const });
    const error = await caught(exploreService({ start, scenario: scenarioWith({}, more) }));
    expect(error.message).toBe(`a payout function of your own cannot have ${what}: leave them out`);
  });
});

describe.runIf(process.env["LONG_TESTS"] !== undefined)("the outbox of the example", () => {
  it("loses nothing in thousands of schedules, and is caught without its leases", async () => {
    const { outbox, outboxWithoutLeases, status: read } = await import("../../examples/own-strategy/outbox.ts");
    await exploreService({ start: outbox, status: read, schedules: runs(3_000, 3_000) });
    const error = await caught(exploreService({ start: outboxWithoutLeases, status: read, schedules: 3_000 }));
    expect((error as ExplorationError).failure?.kind).toBe("paid-not-charged");
  });
});
