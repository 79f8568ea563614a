import { describe, expect, it } from "vitest";
import type { PlannedLookupFault } from "../../../src/domain/lookup-fault.ts";
import type { PaymentFaultName } from "../../../src/domain/payment-fault.ts";
import { createNode, type NodeEvent } from "../../../src/rail/core/node.ts";
import { paymentOf } from "../../../src/rail/payment-hash.ts";
import { createVirtualClock } from "../../domain/virtual-clock.ts";

const payment = paymentOf("po_1", "alice", 1_000_000);

/** A node that is paid once at 0 ms, and what it says of that payment. */
function scene(
  planned: Partial<PlannedLookupFault> & Pick<PlannedLookupFault, "fault">,
  fate: PaymentFaultName,
  ...more: readonly PlannedLookupFault[]
) {
  const clock = createVirtualClock();
  const fired: string[] = [];
  const node = createNode({
    clock,
    faultOf: () => fate,
    lookupFaultsOf: ({ payee }) => (payee === "alice" ? [{ forMs: 300, attempts: 1, ...planned }, ...more] : []),
    observe: (event: NodeEvent) => {
      if (event.kind === "fired" && event.fault === planned.fault) fired.push(`${clock.now()} ${event.payee}`);
    },
  });
  node.pay(payment, () => {});
  const ask = () => {
    const found = node.lookUp(payment.paymentHash);
    return found.kind === "found" ? found.payment.kind : found.kind;
  };
  /** What is said at each of these times. */
  const askedAt = async (...times: readonly number[]) => {
    const answers: string[] = [];
    for (const ms of times) {
      await clock.advance(ms - clock.now());
      answers.push(`${ms} ${ask()}`);
    }
    return answers;
  };
  return { clock, node, fired, ask, askedAt };
}

describe("look-ups of a payment", () => {
  it("do not find it for a while after it was received, and then tell the truth", async () => {
    const { askedAt, fired } = scene({ fault: "lookup-lag", forMs: 300 }, "settle");
    expect(await askedAt(0, 1, 299, 300, 301)).toEqual([
      "0 absent",
      "1 absent",
      "299 absent",
      "300 settled",
      "301 settled",
    ]);
    expect(fired).toEqual(["0 alice"]);
  });

  it("fail as many times as planned, however late the first one comes", async () => {
    const { askedAt, fired } = scene({ fault: "lookup-error", attempts: 2 }, "settle");
    expect(await askedAt(5_000, 5_001, 5_002)).toEqual(["5000 error", "5001 error", "5002 settled"]);
    expect(fired).toEqual(["5000 alice"]);
  });

  it("report it in flight for a while after it has ended, whether it was paid or not", async () => {
    const paid = scene({ fault: "lookup-stale", forMs: 300 }, "settle");
    expect(await paid.askedAt(1, 300, 301)).toEqual(["1 in-flight", "300 in-flight", "301 settled"]);
    const failed = scene({ fault: "lookup-stale", forMs: 300 }, "failure");
    expect(await failed.askedAt(1, 300, 301)).toEqual(["1 in-flight", "300 in-flight", "301 failed"]);
    expect([paid.fired, failed.fired]).toEqual([["1 alice"], ["1 alice"]]);
  });

  it("of one that is in flight are true, and fire nothing", async () => {
    const { askedAt, fired } = scene({ fault: "lookup-stale" }, "stuck");
    expect(await askedAt(0, 5_000)).toEqual(["0 in-flight", "5000 in-flight"]);
    expect(fired).toEqual([]);
  });

  it("are wrong about a payment that was called failed, until it is old news", async () => {
    const { askedAt } = scene({ fault: "lookup-stale", forMs: 20 }, "failed-but-settles");
    expect(await askedAt(1, 21, 51, 71)).toEqual(["1 in-flight", "21 failed", "51 in-flight", "71 settled"]);
  });

  it("never hide it from the node itself: it is not accepted again, and it can be listed", async () => {
    const { node, clock, ask } = scene({ fault: "lookup-lag" }, "settle");
    await clock.advance(1);
    expect(ask()).toBe("absent");
    expect(node.track(payment.paymentHash)?.kind).toBe("settled");
    expect([...node.payments()]).toHaveLength(1);
    expect(node.pay(payment, () => {})).toEqual({ kind: "rejected", reason: "already-paid" });
  });

  it("are true on a node that is healed, and without a fault", async () => {
    const { node, ask, fired } = scene({ fault: "lookup-error" }, "settle");
    node.heal();
    expect([ask(), fired]).toEqual(["in-flight", []]);
    const other = paymentOf("po_2", "bob", 1_000_000);
    node.rearm();
    node.pay(other, () => {});
    expect(node.lookUp(other.paymentHash)).toMatchObject({ kind: "found", payment: { payee: "bob" } });
  });

  it("of a hash that was never sent find nothing, and consume nothing", () => {
    const { node, ask } = scene({ fault: "lookup-error" }, "settle");
    expect(node.lookUp("00".repeat(32))).toEqual({ kind: "absent" });
    expect(ask()).toBe("error");
  });

  it("that were stale a moment ago are not waited for in vain", async () => {
    const { node, clock, askedAt } = scene({ fault: "lookup-stale", forMs: 300 }, "settle");
    expect(await askedAt(300)).toEqual(["300 in-flight"]);
    await clock.advance(1);
    const heard: string[] = [];
    node.watch(payment.paymentHash, ({ kind }) => heard.push(kind));
    await clock.advance(1);
    expect(heard).toEqual(["settled"]);
  });

  it("for a list that does not show it, however it is told, are none", async () => {
    const { node, clock, fired } = scene({ fault: "lookup-stale", forMs: 300 }, "settle");
    await clock.advance(1);
    const known = node.track(payment.paymentHash);
    if (known === undefined) return expect.unreachable();
    expect([node.lookUpAs(known, ({ kind }) => kind === "failed").kind, fired]).toEqual(["found", []]);
    for (const shown of ["settled", "in-flight"]) {
      expect(node.lookUpAs(known, ({ kind }) => kind === shown)).toMatchObject({ payment: { kind: "in-flight" } });
    }
    expect(fired).toEqual(["1 alice"]);
  });

  it("that wait for the end of a stale payment are over when the node is healed, and for good when it is closed", async () => {
    for (const [end, told] of [
      ["heal", ["settled"]],
      ["close", []],
    ] as const) {
      const { node, clock, askedAt } = scene({ fault: "lookup-stale", forMs: 600_000 }, "settle");
      const heard: string[] = [];
      expect(await askedAt(1)).toEqual(["1 in-flight"]);
      node.watch(payment.paymentHash, ({ kind }) => heard.push(kind));
      node[end]();
      expect(heard).toEqual(told);
      await clock.advance(600_000);
      expect(heard).toEqual(told);
    }
  });

  const again = { forMs: 100, attempts: 1 };

  it("of two payouts with one invoice fail for one after the other", async () => {
    const { askedAt, fired } = scene({ fault: "lookup-error" }, "settle", { ...again, fault: "lookup-error" });
    expect(await askedAt(1, 2, 3)).toEqual(["1 error", "2 error", "3 settled"]);
    expect(fired).toEqual(["1 alice", "2 alice"]);
  });

  it("of two payouts with one invoice lag for both at once", async () => {
    const { askedAt, fired } = scene({ fault: "lookup-lag" }, "settle", { ...again, fault: "lookup-lag" });
    expect(await askedAt(1, 299, 300)).toEqual(["1 absent", "299 absent", "300 settled"]);
    expect(fired).toEqual(["1 alice", "1 alice"]);
  });

  it("of two payouts with one invoice are stale once they have been found", async () => {
    const { askedAt } = scene({ fault: "lookup-lag", forMs: 50 }, "settle", { ...again, fault: "lookup-stale" });
    expect(await askedAt(2, 49, 50, 100, 101)).toEqual([
      "2 absent",
      "49 absent",
      "50 in-flight",
      "100 in-flight",
      "101 settled",
    ]);
  });

  it("by another name meet the same fault", () => {
    const { node } = scene({ fault: "lookup-error" }, "settle");
    const known = node.track(payment.paymentHash);
    if (known === undefined) return expect.unreachable();
    expect(node.lookUpAs(known)).toEqual({ kind: "error" });
    expect(node.lookUp(payment.paymentHash).kind).toBe("found");
  });
});
