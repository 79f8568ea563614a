import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { received, sent, started } from "../reconcile/facts.ts";

describe("a recorder that keeps facts back", () => {
  it("records all of them in the order of time, once what was told later is known", () => {
    const log = createFactLog();
    const recorder = createRecorder(log, createVirtualClock());
    recorder.start();
    recorder.record(started());
    const release = recorder.hold();
    // More than are kept as they are.
    const numbers = Array.from({ length: 1500 }, (_, index) => index + 1);
    for (const payout of numbers) recorder.record(received(payout, "settle", payout + 0.5));
    expect([...log]).toEqual([started()]);
    const later = numbers.map((payout) => sent(payout, { atMs: payout }));
    expect(release(later, () => null)).toBe(0);
    const both = numbers.flatMap((payout): Fact[] => [
      sent(payout, { atMs: payout }),
      received(payout, "settle", payout + 0.5),
    ]);
    expect([...log]).toEqual([started(), ...both]);
  });
});
