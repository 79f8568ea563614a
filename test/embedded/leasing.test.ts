import { describe, expect, it } from "vitest";
import { createLeasing } from "../../src/embedded/leasing.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";

describe("a lease", () => {
  it("belongs to one piece of work, not to its process", () => {
    const leasing = createLeasing(createVirtualClock(), "api");
    expect([leasing.begin().owner, leasing.begin().owner]).toEqual(["api/1", "api/2"]);
  });

  it("allows no sending near its end", async () => {
    const clock = createVirtualClock();
    const leasing = createLeasing(clock, "api");
    const lease = leasing.begin();
    await clock.advance(699);
    expect(leasing.allowsSend(lease)).toBe(true);
    await clock.advance(1);
    expect(leasing.allowsSend(lease)).toBe(false);
  });

  it("is renewed in time while its work lasts, and not after", async () => {
    const clock = createVirtualClock();
    const leasing = createLeasing(clock, "api");
    const lease = leasing.begin();
    expect(leasing.toRenew().owners).toEqual([]);
    await clock.advance(250);
    expect(leasing.toRenew()).toEqual({ owners: ["api/1"], untilEpochMs: lease.untilEpochMs + 250 });
    expect(leasing.toRenew().owners).toEqual([]);
    await clock.advance(250);
    leasing.end(lease);
    expect(leasing.toRenew().owners).toEqual([]);
  });

  it("allows no sending after a renewal, which may have come too late", async () => {
    const clock = createVirtualClock();
    const leasing = createLeasing(clock, "api");
    const lease = leasing.begin();
    await clock.advance(800);
    leasing.toRenew();
    expect(leasing.allowsSend(lease)).toBe(false);
  });

  it("ends with its work, also when that fails", async () => {
    const clock = createVirtualClock();
    const leasing = createLeasing(clock, "api");
    await expect(leasing.during(() => Promise.reject(new Error("locked")))).rejects.toThrow("locked");
    await clock.advance(500);
    expect(leasing.toRenew().owners).toEqual([]);
  });
});
