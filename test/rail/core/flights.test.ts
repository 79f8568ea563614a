import { describe, expect, it } from "vitest";
import type { DuplicateHandlingName } from "../../../src/domain/duplicate-handling.ts";
import type { PaymentFaultName } from "../../../src/domain/payment-fault.ts";
import { createNode, type LightningNode } from "../../../src/rail/core/node.ts";
import type { EndedPayment, PaymentUpdate } from "../../../src/rail/core/payment-update.ts";
import { paymentOf } from "../../../src/rail/payment-hash.ts";
import { createVirtualClock, type VirtualClock } from "../../domain/virtual-clock.ts";

const payment = paymentOf("po_1", "alice", 1_000_000);

interface Scene {
  readonly clock: VirtualClock;
  readonly node: LightningNode;
  /** `<ms> <who> <what>`. */
  readonly log: string[];
  pay(who: string): void;
}

/** A node on which `po_1` meets these faults one after the other. */
function scene(duplicates: DuplicateHandlingName, ...plan: readonly PaymentFaultName[]): Scene {
  const clock = createVirtualClock();
  const log: string[] = [];
  const faults = [...plan];
  const write = (who: string, what: string) => void log.push(`${clock.now()} ${who} ${what}`);
  const faultOf = () => faults.shift() ?? "settle";
  const observe = ({ kind }: { readonly kind: string }) => write("node", kind);
  const node = createNode({ clock, duplicates, faultOf, observe });
  return {
    clock,
    node,
    log,
    pay(who) {
      const ended = (end: EndedPayment) => write(who, `is called back: ${wordOf(end)}`);
      const result = node.pay(payment, (update) => write(who, `hears ${wordOf(update)}`), { ended });
      if (result.kind === "rejected") write(who, `is rejected: ${result.reason}`);
    },
  };
}

function wordOf(update: PaymentUpdate): string {
  return update.kind === "settled" && update.reason !== undefined ? `settled, ${update.reason}` : update.kind;
}

describe("a payment that is called failed and settles", () => {
  it("is failed for whoever asks, until it settles 50 ms later", async () => {
    const { node, clock, pay } = scene("reject", "failed-but-settles");
    const stands = () => [node.track(payment.paymentHash)?.kind, kindOf(node), node.inFlight, node.settlements];
    pay("api");
    expect(stands()).toEqual(["in-flight", "in-flight", 1, 0]);
    await clock.advance(1);
    expect([...stands(), node.awaited, node.unsettledMsat()]).toEqual(["failed", "failed", 1, 0, 0, 1_000_000]);
    await clock.advance(49);
    expect(stands()).toEqual(["failed", "failed", 1, 0]);
    await clock.advance(1);
    expect([...stands(), node.unsettledMsat()]).toEqual(["settled", "settled", 0, 1, 0]);
  });

  it("is called back twice, and its caller and its watchers hear of the failure only", async () => {
    const { node, clock, log, pay } = scene("reject", "failed-but-settles");
    pay("api");
    node.watch(payment.paymentHash, (end) => log.push(`${clock.now()} early watcher hears ${end.kind}`));
    await clock.advance(2);
    node.watch(payment.paymentHash, (end) => log.push(`${clock.now()} late watcher hears ${end.kind}`));
    await clock.advance(60_000);
    expect(log).toEqual([
      "0 node received",
      "1 api hears failed",
      "1 early watcher hears failed",
      "1 api is called back: failed",
      "51 node settled",
      "51 node fired",
      "51 late watcher hears settled",
      "51 api is called back: settled",
    ]);
  });

  it.each([
    ["reject", ["2 node rejected", "2 retry is rejected: in-transition"], "already-paid", 1],
    ["replay", ["2 node rejected", "2 retry hears failed"], "settled", 1],
    ["pay-again", ["2 node received", "3 node settled", "3 retry hears settled"], "", 2],
  ] as const)("when paid again under %s", async (duplicates, retry, after, settlements) => {
    const { node, clock, log, pay } = scene(duplicates, "failed-but-settles");
    pay("api");
    await clock.advance(2);
    const from = log.length;
    pay("retry");
    await clock.advance(1);
    expect(log.slice(from, from + retry.length)).toEqual(retry);
    await clock.advance(60_000);
    expect(node.settlements).toBe(settlements);
    if (after === "") return;
    pay("last");
    expect(log.at(-1)).toBe(`60003 last ${after === "settled" ? "hears settled" : `is rejected: ${after}`}`);
    await clock.advance(60_000);
    expect(node.settlements).toBe(1);
  });

  it("settles under a healed node, and never on one that was closed", async () => {
    const healed = scene("reject", "failed-but-settles");
    healed.pay("api");
    await healed.clock.advance(2);
    healed.node.heal();
    await healed.clock.advance(50);
    const closed = scene("reject", "failed-but-settles");
    closed.pay("api");
    await closed.clock.advance(2);
    closed.node.close();
    await closed.clock.advance(60_000);
    expect([healed.node.settlements, closed.node.settlements, closed.clock.pending()]).toEqual([1, 0, 0]);
  });

  it("does not lie about a payment that has no route: it fails, and the fault is still to come", async () => {
    const { node, clock } = scene("reject", "failed-but-settles");
    const heard: string[] = [];
    const nobody = { ...payment, payee: "" };
    node.pay(nobody, (update) => heard.push(update.kind));
    await clock.advance(60_000);
    expect([heard, node.settlements, node.inFlight]).toEqual([["failed"], 0, 0]);
    node.pay(payment, (update) => heard.push(update.kind));
    await clock.advance(60_000);
    expect([heard, node.settlements]).toEqual([["failed", "failed"], 1]);
  });
});

describe("a provider that is busy", () => {
  it("turns the payment away, knows nothing of it, and takes the next attempt", async () => {
    const { node, clock, log, pay } = scene("reject", "provider-busy");
    pay("api");
    expect([node.track(payment.paymentHash), kindOf(node), node.inFlight]).toEqual([undefined, "absent", 0]);
    expect([...node.payments()]).toEqual([]);
    pay("api");
    await clock.advance(1);
    expect(log).toEqual([
      "0 node rejected",
      "0 node fired",
      "0 api is rejected: busy",
      "0 node received",
      "1 node settled",
      "1 api hears settled",
      "1 api is called back: settled",
    ]);
  });

  it("is busy for as many attempts as are planned, each of which consumes one", async () => {
    const { node, clock, log, pay } = scene("pay-again", "provider-busy", "provider-busy", "failure");
    for (const who of ["first", "second", "third", "fourth"]) pay(who);
    await clock.advance(1);
    expect(log.filter((line) => / (is rejected|hears)/.test(line))).toEqual([
      "0 first is rejected: busy",
      "0 second is rejected: busy",
      "1 third hears failed",
      "1 fourth hears settled",
    ]);
    expect(node.settlements).toBe(1);
  });

  it("is not busy for a payment that is under way: that one is in transition", () => {
    const { log, pay } = scene("reject", "stuck", "provider-busy");
    pay("api");
    pay("retry");
    expect(log.at(-1)).toBe("0 retry is rejected: in-transition");
  });
});

describe("a provider that fails after the payment", () => {
  it("tells its caller of an error, and everybody else the truth", async () => {
    const { node, clock, log, pay } = scene("reject", "provider-error");
    pay("api");
    node.watch(payment.paymentHash, (end) => log.push(`${clock.now()} watcher hears ${end.kind}`));
    await clock.advance(1);
    expect(log.slice(1)).toEqual([
      "1 node settled",
      "1 node fired",
      "1 api hears error",
      "1 watcher hears settled",
      "1 api is called back: settled",
    ]);
    expect(kindOf(node)).toBe("settled");
  });
});

describe("a contradictory answer", () => {
  it("has settled, and names the reason of a failure to everybody, also later", async () => {
    const { node, clock, log, pay } = scene("reject", "contradictory");
    pay("api");
    await clock.advance(1);
    expect(log.slice(1)).toEqual([
      "1 node settled",
      "1 node fired",
      "1 api hears settled, FAILURE_REASON_TIMEOUT",
      "1 api is called back: settled, FAILURE_REASON_TIMEOUT",
    ]);
    expect(node.track(payment.paymentHash)).toMatchObject({ kind: "settled", reason: "FAILURE_REASON_TIMEOUT" });
    expect(node.settlements).toBe(1);
  });
});

function kindOf(node: LightningNode): string {
  const found = node.lookUp(payment.paymentHash);
  return found.kind === "found" ? found.payment.kind : found.kind;
}
