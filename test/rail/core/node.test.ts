import { describe, expect, it } from "vitest";
import type { DuplicateHandlingName } from "../../../src/domain/duplicate-handling.ts";
import { type PaymentFaultName, paymentFaultNames } from "../../../src/domain/payment-fault.ts";
import { createNode, type LightningNode, type NodeEvent } from "../../../src/rail/core/node.ts";
import type { RailPayment } from "../../../src/rail/core/payment.ts";
import type { PaymentUpdate } from "../../../src/rail/core/payment-update.ts";
import { paymentOf } from "../../../src/rail/payment-hash.ts";
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

function sceneOn(duplicates: DuplicateHandlingName, plan: readonly PaymentFaultName[]): Scene {
  const clock = createVirtualClock();
  const log: string[] = [];
  const asked: string[] = [];
  const faults = [...plan];
  const node = createNode({
    ...{ clock, duplicates },
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
      const result = node.pay(payment(payout), hears, timeoutMs);
      if (result.kind === "accepted") return result;
      log.push(`${clock.now()} alice is rejected: ${result.reason}`);
      return { disconnect: () => expect.unreachable("a rejected payment has no caller") };
    },
  };
}

const payment = (payout: string): RailPayment => paymentOf(payout, "alice", 1000);

function spell(event: NodeEvent): string {
  expect([event.payee, event.amountMsat]).toEqual(["alice", 1_000_000]);
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
  };

  it.each(paymentFaultNames)("does with fault %s what the table says", async (fault) => {
    const { clock, log, pay, node } = scene(fault);
    pay();
    await clock.advance(60_000);
    expect(log).toEqual(stories[fault]);
    const isHeld = log.length === 2;
    expect([node.inFlight, clock.pending]).toEqual([isHeld ? 1 : 0, 0]);
  });
});

describe("the node, when its caller stays and the timeout is 50 ms", () => {
  const stories: Record<PaymentFaultName, readonly string[]> = {
    settle: ["0 received settle", "1 settled", "1 alice hears settled"],
    failure: ["0 received failure", "1 failed", "1 fired failure", "1 alice hears failed FAILURE_REASON_NO_ROUTE"],
    timeout: [
      "0 received timeout",
      "0 alice hears in-flight",
      "50 fired timeout",
      "50 failed",
      "50 alice hears failed FAILURE_REASON_TIMEOUT",
    ],
    // What was on its way by then settles all the same.
    "late-settle": [
      "0 received late-settle",
      "0 alice hears in-flight",
      "50 fired late-settle",
      "60 settled",
      "60 alice hears settled",
    ],
    "lost-answer": ["0 received lost-answer", "1 settled", "1 fired lost-answer", "1 alice hears reset"],
    stuck: ["0 received stuck", "0 alice hears in-flight"],
    slow: ["0 received slow", "40 settled", "40 fired slow", "40 alice hears settled"],
  };

  it.each(paymentFaultNames)("does with fault %s what the table says", async (fault) => {
    const { clock, log, pay, node } = scene(fault);
    pay("po_1", 50);
    await clock.advance(60_000);
    expect(log).toEqual(stories[fault]);
    expect([node.inFlight, clock.pending]).toEqual([fault === "stuck" ? 1 : 0, 0]);
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

  it("fires once, although the caller disconnects between its timeout and the end of the payment", async () => {
    const { clock, log, pay } = scene("late-settle");
    const { disconnect } = pay("po_1", 50);
    await clock.advance(55);
    log.length = 0;
    disconnect();
    await clock.advance(60_000);
    expect(log).toEqual(["55 abandoned", "65 settled"]);
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
  };

  it.each(paymentFaultNames)("does with fault %s what the table says", async (fault) => {
    const { clock, log, pay, node } = scene(fault);
    const { disconnect } = pay();
    await clock.advance(0.5);
    disconnect();
    disconnect();
    await clock.advance(60_000);
    expect(log).toEqual(stories[fault]);
    expect(node.inFlight).toBe(fault === "stuck" ? 1 : 0);
    expect(node.settlements).toBe(log.some((line) => line.endsWith(" settled")) ? 1 : 0);
  });

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
      "0 rejected in-transition",
      "0 alice is rejected: in-transition",
      "1 settled",
      "1 alice hears settled",
    ]);
    expect(asked).toEqual(["alice false"]);
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
    expect([node.inFlight, node.settlements, clock.pending]).toEqual([0, 2, 0]);
  });

  it("settles a stuck payment whose caller never disconnects", async () => {
    const { clock, log, pay, node } = scene("stuck");
    pay("po_1");
    await clock.advance(5);
    log.length = 0;
    node.heal();
    await clock.advance(100);
    expect(log).toEqual(["105 settled", "105 alice hears settled"]);
    expect([node.inFlight, node.settlements, clock.pending]).toEqual([0, 1, 0]);
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

describe("the node's memory", () => {
  it("has the state of every hash it was asked to pay, and of no other", async () => {
    const { clock, pay, node } = scene("settle", "failure", "timeout", "late-settle");
    for (const payout of ["po_1", "po_2", "po_3", "po_4"]) pay(payout);
    const states = () => ["po_1", "po_2", "po_3", "po_4", "po_5"].map((id) => node.track(payment(id).paymentHash));
    const inFlight = { kind: "in-flight", amountMsat: 1_000_000 };
    expect(states()).toEqual([inFlight, inFlight, inFlight, inFlight, undefined]);
    await clock.advance(1);
    expect(states()).toEqual([
      { kind: "settled", amountMsat: 1_000_000, preimage: payment("po_1").preimage },
      { kind: "failed", amountMsat: 1_000_000, reason: "FAILURE_REASON_NO_ROUTE" },
      inFlight,
      inFlight,
      undefined,
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
    expect([log, clock.pending]).toEqual([[], 0]);
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
