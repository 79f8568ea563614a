import { describe, expect, it } from "vitest";
import { drain } from "../../src/engine/drain.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { createFakeTarget } from "./fake-target.ts";

function draining(change: Partial<{ drainMs: number; inFlight: () => number }> = {}) {
  const clock = createVirtualClock();
  const target = createFakeTarget();
  const paymentsInFlight = change.inFlight ?? (() => 0);
  const options = { target, projectIds: ["p"], paymentsInFlight, drainMs: change.drainMs ?? 1000, quietMs: 50, clock };
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
      "1 payments were still in flight at the node and 3 payouts were still pending at the API when the drain ended after 1000 ms",
    );
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
