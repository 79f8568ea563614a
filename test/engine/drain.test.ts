import { describe, expect, it } from "vitest";
import { drain } from "../../src/engine/drain.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { createFakeTarget } from "./fake-target.ts";

function draining(
  change: Partial<{
    drainMs: number;
    inFlight: () => number;
    nodeIsOurs: boolean;
    stop: AbortSignal;
    death: AbortSignal;
  }> = {},
) {
  const clock = createVirtualClock();
  const target = createFakeTarget();
  const paymentsInFlight = change.inFlight ?? (() => 0);
  const { drainMs = 1000, nodeIsOurs = false, stop, death } = change;
  const hurry = stop === undefined ? undefined : { stop, withinMs: 300 };
  const options = {
    ...{ target, projectIds: ["p"], paymentsInFlight, drainMs, quietMs: 50, clock, nodeIsOurs, hurry, death },
  };
  return { clock, target, result: () => drain(options) };
}

describe("the drain", () => {
  it("ends as soon as nothing has moved for the quiet time", async () => {
    const { clock, result } = draining();
    const reason = result();
    await clock.advance(80);
    expect(await reason).toBe("");
  });

  it("does not end while a balance still moves", async () => {
    const { clock, target, result } = draining({ drainMs: 300 });
    const stop = clock.every(30, () => void target.fund("p", 1));
    const reason = result();
    await clock.advance(400);
    stop();
    expect(await reason).toBe("the balances had not stayed the same long enough when the drain ended after 300 ms");
  });

  it("waits for payments in flight and for pending payouts, and names them when time is up", async () => {
    let held = 2;
    const { clock, target, result } = draining({ inFlight: () => held });
    target.pending = 3;
    const reason = result();
    await clock.advance(900);
    held = 1;
    await clock.advance(200);
    expect(await reason).toBe(
      "1 payment was still in flight at the node and 3 payouts were still pending at the API when the drain ended after 1000 ms",
    );
  });

  it("gives pending payouts all its time and then leaves them to the judge, where our own node is through", async () => {
    for (const nodeIsOurs of [true, false]) {
      const { clock, target, result } = draining({ nodeIsOurs, drainMs: 3000 });
      target.pending = 3;
      let ended = false;
      const reason = result().finally(() => {
        ended = true;
      });
      await clock.advance(2980);
      expect(ended).toBe(false);
      await clock.advance(40);
      expect(await reason).toBe(
        nodeIsOurs ? "" : "3 payouts were still pending at the API when the drain ended after 3000 ms",
      );
    }
  });

  it("leaves to the judge no pending payout that may only have had too little time", async () => {
    const short = draining({ nodeIsOurs: true, drainMs: 1000 });
    short.target.pending = 3;
    const tooShort = short.result();
    await short.clock.advance(1100);
    expect(await tooShort).toBe("3 payouts were still pending at the API when the drain ended after 1000 ms");
    const slow = draining({ nodeIsOurs: true, drainMs: 3000 });
    slow.target.pending = 10;
    const stop = slow.clock.every(1200, () => {
      slow.target.pending -= 1;
    });
    const oneByOne = slow.result();
    await slow.clock.advance(3100);
    stop();
    expect(await oneByOne).toBe("8 payouts were still pending at the API when the drain ended after 3000 ms");
  });

  it("ends at once when the API has died", async () => {
    const death = new AbortController();
    const { clock, target, result } = draining({ death: death.signal });
    target.pending = 1;
    const reason = result();
    await clock.advance(100);
    death.abort("killed");
    await clock.advance(20);
    expect([await reason, clock.now()]).toEqual(["the payout API was gone", 120]);
  });

  it("leaves no pending payout to the judge while a payment is in flight or a balance moves, or when it was cut short", async () => {
    const pending = "3 payouts were still pending at the API when the drain ended after 3000 ms";
    const inFlight = draining({ nodeIsOurs: true, inFlight: () => 1, drainMs: 3000 });
    inFlight.target.pending = 3;
    const held = inFlight.result();
    await inFlight.clock.advance(3100);
    expect(await held).toBe(`1 payment was still in flight at the node and ${pending}`);
    const moving = draining({ nodeIsOurs: true, drainMs: 3000 });
    moving.target.pending = 3;
    const stop = moving.clock.every(30, () => void moving.target.fund("p", 1));
    const moved = moving.result();
    await moving.clock.advance(3100);
    stop();
    expect(await moved).toBe(pending);
    const hurried = draining({ nodeIsOurs: true, stop: AbortSignal.abort("SIGINT"), drainMs: 3000 });
    hurried.target.pending = 3;
    const short = hurried.result();
    await hurried.clock.advance(400);
    expect(await short).toBe(pending);
  });

  it("is no pass when it had no time at all", async () => {
    const { result } = draining({ drainMs: 0 });
    expect(await result()).toBe("the balances had not stayed the same long enough when the drain ended after 0 ms");
  });

  it("is no pass when the balance cannot be read", async () => {
    const { clock, target, result } = draining({ drainMs: 100 });
    target.balances.clear();
    const reason = result();
    await clock.advance(200);
    expect(await reason).toBe("no balance of p when the drain ended after 100 ms");
  });
});
