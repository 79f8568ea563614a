import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DuplicateHandlingName } from "../../../src/domain/duplicate-handling.ts";
import { type PaymentFaultName, paymentFaultNames } from "../../../src/domain/payment-fault.ts";
import { createNode, type LightningNode, type NodeEvent } from "../../../src/rail/core/node.ts";
import type { NodeOptions, PayOptions } from "../../../src/rail/core/node-options.ts";
import type { RailPayment } from "../../../src/rail/core/payment.ts";
import type { PaymentUpdate } from "../../../src/rail/core/payment-update.ts";
import { behindRoute } from "../../../src/rail/core/routed-node.ts";
import { paymentHashOf, paymentOf } from "../../../src/rail/payment-hash.ts";
import { createVirtualClock, type VirtualClock } from "../../domain/virtual-clock.ts";

/** A node under virtual time whose every move is a line: `<ms> <event>`, and `<ms> alice hears <update>` for the caller. */
interface Scene {
  readonly clock: VirtualClock;
  readonly node: LightningNode;
  readonly log: string[];
  readonly asked: string[];
  pay(payout?: string, timeoutMs?: number): { disconnect(): void };
}

function scene(...plan: readonly PaymentFaultName[]): Scene {
  return sceneOn("reject", plan);
}

function sceneOn(
  duplicates: DuplicateHandlingName,
  plan: readonly PaymentFaultName[],
  options: Partial<NodeOptions> = {},
): Scene {
  const clock = createVirtualClock();
  const log: string[] = [];
  const asked: string[] = [];
  const faults = [...plan];
  const node = createNode({
    ...{ clock, duplicates, ...options },
    faultOf: (payment, isRepeat) => {
      asked.push(`${payment.payee} ${isRepeat}`);
      return faults.shift() ?? "settle";
    },
    observe: (event) => log.push(`${clock.now()} ${spell(event)}`),
  });
  return {
    clock,
    node,
    log,
    asked,
    pay(payout = "po_1", timeoutMs) {
      const { preimage } = payment(payout);
      const hears = (update: PaymentUpdate) => {
        if (update.kind === "settled") expect(update.preimage).toBe(preimage);
        log.push(`${clock.now()} alice hears ${spellUpdate(update)}`);
      };
      const result = node.pay(payment(payout), hears, { timeoutMs });
      if (result.kind === "accepted") return result;
      log.push(`${clock.now()} alice is rejected: ${result.reason}`);
      return { disconnect: () => expect.unreachable("a rejected payment has no caller") };
    },
  };
}

const payment = (payout: string): RailPayment => paymentOf(payout, "alice", 1_000_000);

function spell(event: NodeEvent): string {
  expect(["alice", ""]).toContain(event.payee);
  expect(event.amountMsat).toBe(1_000_000);
  if (event.kind === "received" || event.kind === "fired") return `${event.kind} ${event.fault}`;
  return event.kind === "rejected" ? `rejected ${event.reason}` : event.kind;
}

function spellUpdate(update: PaymentUpdate): string {
  return update.kind === "failed" ? `failed ${update.reason}` : update.kind;
}

describe("the node, while its caller waits", () => {
  const stories: Record<PaymentFaultName, readonly string[]> = {
    settle: ["0 received settle", "1 settled", "1 alice hears settled"],
    failure: ["0 received failure", "1 failed", "1 fired failure", "1 alice hears failed FAILURE_REASON_NO_ROUTE"],
    timeout: ["0 received timeout", "0 alice hears in-flight"],
    "late-settle": ["0 received late-settle", "0 alice hears in-flight"],
    "lost-answer": ["0 received lost-answer", "1 settled", "1 fired lost-answer", "1 alice hears reset"],
    stuck: ["0 received stuck", "0 alice hears in-flight"],
    slow: ["0 received slow", "40 settled", "40 fired slow", "40 alice hears settled"],
    "failed-but-settles": [
      "0 received failed-but-settles",
      "1 alice hears failed FAILURE_REASON_NO_ROUTE",
      "51 settled",
      "51 fired failed-but-settles",
    ],
    contradictory: ["0 received contradictory", "1 settled", "1 fired contradictory", "1 alice hears settled"],
    "provider-busy": ["0 rejected busy", "0 fired provider-busy", "0 alice is rejected: busy"],
    "provider-error": ["0 received provider-error", "1 settled", "1 fired provider-error", "1 alice hears error"],
  };

  it.each(paymentFaultNames)("does with fault %s what the table says", async (fault) => {
    const { clock, log, pay, node } = scene(fault);
    pay();
    await clock.advance(60_000);
    expect(log).toEqual(stories[fault]);
    const isHeld = log.length === 2;
    expect([node.inFlight, clock.pending()]).toEqual([isHeld ? 1 : 0, 0]);
  });
});

describe("the node, when its caller stays and the timeout is 50 ms", () => {
  const stories: Record<PaymentFaultName, readonly string[]> = {
    settle: ["0 received settle", "1 settled", "1 alice hears settled"],
    failure: ["0 received failure", "1 failed", "1 fired failure", "1 alice hears failed FAILURE_REASON_NO_ROUTE"],
    timeout: [
      "0 received timeout",
      "0 alice hears in-flight",
      "50 abandoned",
      "50 fired timeout",
      "50 failed",
      "50 alice hears failed FAILURE_REASON_TIMEOUT",
    ],
    // What was on its way by then settles all the same.
    "late-settle": [
      "0 received late-settle",
      "0 alice hears in-flight",
      "50 abandoned",
      "50 fired late-settle",
      "60 settled",
      "60 alice hears settled",
    ],
    "lost-answer": ["0 received lost-answer", "1 settled", "1 fired lost-answer", "1 alice hears reset"],
    stuck: ["0 received stuck", "0 alice hears in-flight", "50 abandoned", "50 fired stuck"],
    slow: ["0 received slow", "40 settled", "40 fired slow", "40 alice hears settled"],
    "failed-but-settles": [
      "0 received failed-but-settles",
      "1 alice hears failed FAILURE_REASON_NO_ROUTE",
      "51 settled",
      "51 fired failed-but-settles",
    ],
    contradictory: ["0 received contradictory", "1 settled", "1 fired contradictory", "1 alice hears settled"],
    "provider-busy": ["0 rejected busy", "0 fired provider-busy", "0 alice is rejected: busy"],
    "provider-error": ["0 received provider-error", "1 settled", "1 fired provider-error", "1 alice hears error"],
  };

  it.each(paymentFaultNames)("does with fault %s what the table says", async (fault) => {
    const { clock, log, pay, node } = scene(fault);
    pay("po_1", 50);
    await clock.advance(60_000);
    expect(log).toEqual(stories[fault]);
    expect([node.inFlight, clock.pending()]).toEqual([fault === "stuck" ? 1 : 0, 0]);
  });

  it.each([
    ["timeout", "failed"],
    ["late-settle", "settled"],
  ] as const)("lets a hang-up before that go first: %s", async (fault, end) => {
    const { clock, log, pay } = scene(fault);
    const { disconnect } = pay("po_1", 50);
    await clock.advance(20);
    log.length = 0;
    disconnect();
    await clock.advance(60_000);
    expect(log).toEqual(["20 abandoned", `20 fired ${fault}`, `30 ${end}`]);
  });

  it("fires and is abandoned once, although the caller disconnects between its timeout and the end of the payment", async () => {
    const { clock, log, pay } = scene("late-settle");
    const { disconnect } = pay("po_1", 50);
    await clock.advance(55);
    log.length = 0;
    disconnect();
    await clock.advance(60_000);
    expect(log).toEqual(["65 settled"]);
  });

  it("is stuck for a caller that stays, too, until it is healed", async () => {
    const { clock, log, pay, node } = scene("stuck");
    pay("po_1", 50);
    await clock.advance(60);
    node.heal();
    await clock.advance(60_000);
    expect(log.slice(2)).toEqual(["50 abandoned", "50 fired stuck", "160 settled", "160 alice hears settled"]);
  });

  it("does not time out at once when its timeout exceeds the longest timer", async () => {
    const { clock, log, pay } = scene("timeout");
    pay("po_1", 2_147_483_647_000);
    await clock.advance(60_000);
    expect(log).toEqual(["0 received timeout", "0 alice hears in-flight"]);
  });
});

describe("the node, when its caller disconnects while the payment is in flight", () => {
  const stories: Record<PaymentFaultName, readonly string[]> = {
    settle: ["0 received settle", "0.5 abandoned", "1 settled"],
    failure: ["0 received failure", "0.5 abandoned", "1 failed", "1 fired failure"],
    timeout: ["0 received timeout", "0 alice hears in-flight", "0.5 abandoned", "0.5 fired timeout", "10.5 failed"],
    "late-settle": [
      "0 received late-settle",
      "0 alice hears in-flight",
      "0.5 abandoned",
      "0.5 fired late-settle",
      "10.5 settled",
    ],
    // There is no answer to lose any more.
    "lost-answer": ["0 received lost-answer", "0.5 abandoned", "1 settled", "1 fired lost-answer"],
    stuck: ["0 received stuck", "0 alice hears in-flight", "0.5 abandoned", "0.5 fired stuck"],
    slow: ["0 received slow", "0.5 abandoned", "40 settled", "40 fired slow"],
    "failed-but-settles": [
      "0 received failed-but-settles",
      "0.5 abandoned",
      "51 settled",
      "51 fired failed-but-settles",
    ],
    contradictory: ["0 received contradictory", "0.5 abandoned", "1 settled", "1 fired contradictory"],
    "provider-busy": ["0 rejected busy", "0 fired provider-busy", "0 alice is rejected: busy"],
    "provider-error": ["0 received provider-error", "0.5 abandoned", "1 settled", "1 fired provider-error"],
  };

  it.each(paymentFaultNames.filter((name) => name !== "provider-busy"))(
    "does with fault %s what the table says",
    async (fault) => {
      const { clock, log, pay, node } = scene(fault);
      const { disconnect } = pay();
      await clock.advance(0.5);
      disconnect();
      disconnect();
      await clock.advance(60_000);
      expect(log).toEqual(stories[fault]);
      expect(node.inFlight).toBe(fault === "stuck" ? 1 : 0);
      expect(node.settlements).toBe(log.some((line) => line.endsWith(" settled")) ? 1 : 0);
    },
  );

  it.each(["settle", "failure", "lost-answer", "slow"] as const)(
    "takes a hang-up after the end of a payment with fault %s for none",
    async (fault) => {
      const { clock, log, pay } = scene(fault);
      const { disconnect } = pay();
      await clock.advance(40);
      const before = [...log];
      disconnect();
      await clock.advance(60_000);
      expect(log).toEqual(before);
    },
  );
});

describe("the node, asked again to pay the same hash", () => {
  it("rejects it while the payment is in flight, and draws no fault", async () => {
    const { clock, log, asked, pay } = scene("settle");
    pay();
    pay();
    await clock.advance(1);
    expect(log).toEqual([
      "0 received settle",
      "0 rejected already-exists",
      "0 alice is rejected: already-exists",
      "1 settled",
      "1 alice hears settled",
    ]);
    expect(asked).toEqual(["alice false"]);
  });

  it.each([
    ["settle", "already-exists"],
    ["failure", "already-exists"],
    ["lost-answer", "already-exists"],
    ["slow", "in-transition"],
    ["timeout", "in-transition"],
    ["late-settle", "in-transition"],
    ["stuck", "in-transition"],
  ] as const)("says of a payment with fault %s: %s", (fault, reason) => {
    const { log, pay } = scene(fault);
    pay();
    pay();
    expect(log.at(-1)).toBe(`0 alice is rejected: ${reason}`);
  });

  it.each(["settle", "lost-answer", "slow"] as const)(
    "rejects it for ever after fault %s has settled it",
    async (fault) => {
      const { clock, log, asked, pay, node } = scene(fault);
      pay();
      await clock.advance(40);
      log.length = 0;
      pay();
      await clock.advance(60_000);
      pay();
      expect(log).toEqual([
        "40 rejected already-paid",
        "40 alice is rejected: already-paid",
        "60040 rejected already-paid",
        "60040 alice is rejected: already-paid",
      ]);
      expect(asked).toHaveLength(1);
      expect(node.settlements).toBe(1);
    },
  );

  it("accepts it again after it failed, as a repeat that may settle", async () => {
    const { clock, log, asked, pay, node } = scene("failure", "settle");
    pay();
    await clock.advance(1);
    expect(node.track(payment("po_1").paymentHash)?.kind).toBe("failed");
    log.length = 0;
    pay();
    expect(node.track(payment("po_1").paymentHash)?.kind).toBe("in-flight");
    await clock.advance(1);
    expect(log).toEqual(["1 received settle", "2 settled", "2 alice hears settled"]);
    expect(asked).toEqual(["alice false", "alice true"]);
    expect(node.settlements).toBe(1);
  });

  it("settles each hash on its own", async () => {
    const { clock, asked, pay, node } = scene();
    pay("po_1");
    node.pay(payment("po_2"), () => undefined);
    await clock.advance(1);
    expect(node.settlements).toBe(2);
    expect(asked).toEqual(["alice false", "alice false"]);
  });
});

describe("the healed node", () => {
  it("settles a stuck payment at once when its caller has disconnected, otherwise after that", async () => {
    const { clock, log, pay, node } = scene("stuck", "stuck");
    const first = pay("po_1");
    pay("po_2").disconnect();
    await clock.advance(5);
    log.length = 0;
    node.heal();
    // The hang-up of the first may already be on its way: heal must not outrun it, or its fault would not be seen to fire.
    first.disconnect();
    await clock.advance(10);
    expect(log).toEqual(["5 settled", "5 abandoned", "5 fired stuck", "15 settled"]);
    expect([node.inFlight, node.settlements, clock.pending()]).toEqual([0, 2, 0]);
  });

  it("settles a stuck payment whose caller never disconnects", async () => {
    const { clock, log, pay, node } = scene("stuck");
    pay("po_1");
    await clock.advance(5);
    log.length = 0;
    node.heal();
    await clock.advance(100);
    expect(log).toEqual(["105 settled", "105 alice hears settled"]);
    expect([node.inFlight, node.settlements, clock.pending()]).toEqual([0, 1, 0]);
  });

  it.each([
    ["timeout", "7 failed"],
    ["late-settle", "7 settled"],
  ] as const)("lets a payment with fault %s end as it would have ended, after the hang-up", async (fault, end) => {
    const { clock, log, pay, node } = scene(fault, fault);
    pay("po_1").disconnect();
    await clock.advance(2);
    const { disconnect } = pay("po_2");
    node.heal();
    log.length = 0;
    await clock.advance(5);
    expect(log).toEqual([]);
    await clock.advance(1000);
    expect(log).toEqual([end.replace("7", "10")]);
    log.length = 0;
    disconnect();
    await clock.advance(1000);
    expect(log).toEqual(["1007 abandoned", `1007 fired ${fault}`, end.replace("7", "1017")]);
  });

  it("settles every new payment, without drawing a fault", async () => {
    const { clock, log, asked, pay, node } = scene("stuck");
    node.heal();
    pay();
    await clock.advance(1);
    expect(log).toEqual(["0 received settle", "1 settled", "1 alice hears settled"]);
    expect(asked).toEqual([]);
  });
});

describe("the node that is armed again after it was healed", () => {
  it("draws faults again, and may treat a hash that it has seen in another way", async () => {
    const { clock, pay, node, log } = scene("failure", "slow");
    node.heal();
    pay("po_1");
    await clock.advance(1);
    node.rearm({ duplicates: "replay", slowMs: 7 });
    pay("po_2");
    pay("po_3");
    await clock.advance(7);
    pay("po_1");
    expect(log.filter((line) => !line.includes("received"))).toEqual([
      ...["1 settled", "1 alice hears settled"],
      ...["2 failed", "2 fired failure", "2 alice hears failed FAILURE_REASON_NO_ROUTE"],
      ...["8 settled", "8 fired slow", "8 alice hears settled"],
      ...["8 rejected replayed", "8 alice hears settled"],
    ]);
  });
});

describe("the node's memory", () => {
  it("has the state of every hash it was asked to pay, and of no other", async () => {
    const { clock, pay, node } = scene("settle", "failure", "timeout", "late-settle");
    for (const payout of ["po_1", "po_2", "po_3", "po_4"]) pay(payout);
    const states = () => ["po_1", "po_2", "po_3", "po_4", "po_5"].map((id) => node.track(payment(id).paymentHash));
    const startedAt = Date.UTC(2025, 0, 1);
    const record = (index: number) => {
      const { paymentHash } = payment(`po_${index}`);
      return {
        ...{ paymentHash, payee: "alice", amountMsat: 1_000_000, feeMsat: 0 },
        ...{ invoice: "", createdEpochMs: startedAt, index },
      };
    };
    const inFlight = (index: number) => ({ ...record(index), kind: "in-flight" });
    expect(states()).toEqual([inFlight(1), inFlight(2), inFlight(3), inFlight(4), undefined]);
    await clock.advance(1);
    const endedEpochMs = startedAt + 1;
    expect(states()).toEqual([
      { ...record(1), kind: "settled", preimage: payment("po_1").preimage, endedEpochMs },
      { ...record(2), kind: "failed", reason: "FAILURE_REASON_NO_ROUTE", endedEpochMs },
      inFlight(3),
      inFlight(4),
      undefined,
    ]);
  });

  it("lists every payment by its index, one that is tried again behind the others", async () => {
    const { clock, pay, node } = scene("failure");
    pay("po_1");
    pay("po_2");
    await clock.advance(1);
    pay("po_1");
    const listed = [...node.payments()].map(({ paymentHash, index, kind }) => [paymentHash, index, kind]);
    expect(listed).toEqual([
      [payment("po_2").paymentHash, 2, "settled"],
      [payment("po_1").paymentHash, 3, "in-flight"],
    ]);
  });

  it("has a timeout as the reason of a payment that was held and then failed", async () => {
    const { clock, pay, node } = scene("timeout");
    pay().disconnect();
    await clock.advance(10);
    expect(node.track(payment("po_1").paymentHash)).toMatchObject({ reason: "FAILURE_REASON_TIMEOUT" });
  });

  it("notifies a watcher once, and never after it unsubscribed or when nothing is in flight", async () => {
    const { clock, log, pay, node } = scene();
    const { paymentHash } = payment("po_1");
    const watch = (name: string) => node.watch(paymentHash, ({ kind }) => log.push(`${name} sees ${kind}`));
    watch("too early");
    pay();
    watch("first");
    watch("stopped")();
    await clock.advance(1);
    watch("too late");
    await clock.advance(1000);
    expect(log).toEqual(["0 received settle", "1 settled", "1 alice hears settled", "first sees settled"]);
  });
});

describe("the closed node", () => {
  it("does nothing any more", async () => {
    const { clock, log, pay, node } = scene("settle", "timeout", "stuck", "late-settle");
    pay("po_1");
    const { disconnect } = pay("po_2");
    pay("po_3");
    pay("po_4").disconnect();
    log.length = 0;
    node.close();
    disconnect();
    node.heal();
    await clock.advance(60_000);
    expect([log, clock.pending()]).toEqual([[], 0]);
    expect(() => pay("po_5")).toThrow("the node is closed");
  });
});

describe("a replaying node", () => {
  it.each([
    ["settle", "settled"],
    ["failure", "failed FAILURE_REASON_NO_ROUTE"],
  ] as const)("after %s, tells whoever sends the hash again how it ended, and pays nothing", async (fault, end) => {
    const { clock, node, log, asked, pay } = sceneOn("replay", [fault, "settle"]);
    pay();
    await clock.advance(5);
    const settlements = node.settlements;
    log.length = 0;
    pay();
    await clock.advance(50);
    expect(log).toEqual(["5 rejected replayed", `5 alice hears ${end}`]);
    expect([node.settlements, asked.length]).toEqual([settlements, 1]);
  });

  it("rejects a hash that is in flight, like any other", () => {
    const { log, pay } = sceneOn("replay", ["timeout"]);
    pay();
    pay();
    expect(log.slice(2)).toEqual(["0 rejected in-transition", "0 alice is rejected: in-transition"]);
  });
});

describe("a node that does not dedupe", () => {
  it("pays again at every call, while the first is in flight and after it has settled", async () => {
    const { clock, node, pay } = sceneOn("pay-again", ["timeout", "settle", "settle"]);
    const first = pay();
    pay();
    await clock.advance(5);
    pay();
    await clock.advance(5);
    expect([node.settlements, node.inFlight]).toEqual([2, 1]);
    first.disconnect();
    await clock.advance(50);
    expect([node.settlements, node.inFlight]).toEqual([2, 0]);
  });

  it("does not track a hash", async () => {
    const { clock, node, pay } = sceneOn("pay-again", ["settle"]);
    pay();
    expect(node.track(payment("po_1").paymentHash)).toBeUndefined();
    await clock.advance(5);
    expect(node.track(payment("po_1").paymentHash)).toBeUndefined();
  });
});

describe("a payment that no route leads to", () => {
  const cases: readonly [what: string, payee: string, options: PayOptions][] = [
    ["costs more than its limit", "alice", { feeLimitMsat: 999 }],
    ["costs something, where the limit is 0", "alice", { feeLimitMsat: 0 }],
    [
      "costs more than its limit, by the fee of its caller",
      "alice",
      { feeLimitMsat: 2_000, routingFeeMsat: () => 2_001 },
    ],
    ["is to nobody of ours", "", {}],
  ];

  it.each(cases)("fails at once, and meets no fault: it %s", async (_what, payee, options) => {
    const { clock, node, log, asked } = sceneOn("reject", ["stuck"], { routingFeeMsat: () => 1_000 });
    const heard: PaymentUpdate[] = [];
    node.pay({ ...payment("po_1"), payee }, (update) => heard.push(update), options);
    await clock.advance(60_000);
    expect(log).toEqual(["0 received settle", "1 failed"]);
    expect(heard).toMatchObject([{ kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" }]);
    expect([asked, node.settlements, node.balanceMsat()]).toEqual([[], 0, 1_000_000_000_000]);
  });

  it("may be tried again with a higher limit, and then meets its fault", async () => {
    const { clock, node, log, asked } = sceneOn("reject", ["failure"], { routingFeeMsat: () => 1_000 });
    node.pay(payment("po_1"), () => undefined, { feeLimitMsat: 999 });
    await clock.advance(1);
    node.pay(payment("po_1"), () => undefined, { feeLimitMsat: 1_000 });
    await clock.advance(1);
    expect(log.slice(2)).toEqual(["1 received failure", "2 failed", "2 fired failure"]);
    expect(asked).toEqual(["alice true"]);
  });
});

describe("the node's balance", () => {
  it("is what it had, less what it paid with its fees, and less what is in flight", async () => {
    const { clock, pay, node } = sceneOn("reject", ["settle", "failure", "stuck"], {
      ...{ routingFeeMsat: () => 1_500, openingMsat: 10_000_000 },
    });
    const balances = () => [node.balanceMsat(), node.unsettledMsat()];
    expect(balances()).toEqual([10_000_000, 0]);
    for (const payout of ["po_1", "po_2", "po_3"]) pay(payout);
    expect(balances()).toEqual([6_995_500, 3_004_500]);
    await clock.advance(1);
    expect(balances()).toEqual([7_997_000, 1_001_500]);
    node.heal();
    await clock.advance(1_000);
    expect(balances()).toEqual([7_997_000, 0]);
    expect([...node.payments()].map(({ feeMsat }) => feeMsat)).toEqual([1_500, 1_500, 1_500]);
  });

  it("is shared by callers behind routes of their own", async () => {
    const { clock, node } = sceneOn("reject", []);
    const far = behindRoute(node, () => 7);
    far.pay(payment("po_1"), () => undefined);
    node.pay(payment("po_2"), () => undefined);
    await clock.advance(1);
    expect([...far.payments()].map(({ feeMsat }) => feeMsat)).toEqual([7, 0]);
    expect([far.settlements, far.balanceMsat()]).toEqual([2, node.balanceMsat()]);
  });
});

describe("a spontaneous payment", () => {
  it("is another one each time, with the hash of its preimage", () => {
    const { node } = scene();
    const [first, second] = [node.spontaneous("alice", 1_500), node.spontaneous("alice", 1_500)];
    expect(first).toMatchObject({ payee: "alice", amountMsat: 1_500, invoice: "" });
    expect(first.paymentHash).toBe(paymentHashOf(Buffer.from(first.preimage, "hex")));
    expect(second.paymentHash).not.toBe(first.paymentHash);
    expect(scene().node.spontaneous("alice", 1_500)).toEqual(first);
  });
});

describe("a node that dedupes", () => {
  const step = fc.record({
    payout: fc.integer({ min: 1, max: 3 }),
    fault: fc.constantFrom(...paymentFaultNames),
    waitMs: fc.constantFrom(0, 0.5, 1, 50),
    hangsUp: fc.boolean(),
    feeLimitMsat: fc.constantFrom(undefined, 0, 10),
  });

  it.each(["reject", "replay"] as const)("settles no hash twice, whatever happens: %s", async (duplicates) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.boolean(), async (steps, heals) => {
        const clock = createVirtualClock();
        const settled: string[] = [];
        let fault: PaymentFaultName = "settle";
        const node = createNode({
          ...{ clock, duplicates, faultOf: () => fault, routingFeeMsat: () => 5 },
          observe: ({ kind, payee }) => void (kind === "settled" && settled.push(payee)),
        });
        for (const { payout, waitMs, hangsUp, feeLimitMsat, ...next } of steps) {
          fault = next.fault;
          const asked = paymentOf(`po_${payout}`, `payee_${payout}`, 1_000);
          const result = node.pay(asked, () => undefined, { feeLimitMsat, timeoutMs: 30 });
          await clock.advance(waitMs);
          if (hangsUp && result.kind === "accepted") result.disconnect();
        }
        if (heals) node.heal();
        await clock.advance(1_000);
        expect(settled).toEqual([...new Set(settled)]);
        expect(node.settlements).toBe(settled.length);
        const open = [...node.payments()].filter(({ kind }) => kind === "in-flight").length;
        expect([open, node.unsettledMsat()]).toEqual([node.inFlight, 1_005 * node.inFlight]);
        expect(node.balanceMsat()).toBe(1_000_000_000_000 - 1_005 * (settled.length + open));
        if (heals) expect(open).toBe(0);
      }),
    );
  });
});
