import { describe, expect, it } from "vitest";
import { noAnswer } from "../../src/domain/send.ts";
import { requestDuplicated } from "../../src/wire/request-duplicated.ts";
import { paid, scriptedWire } from "./scripted-wire.ts";

const inProgress = {
  outcome: "pending",
  reason: "in-progress",
  status: 409,
  code: "PAYOUT_IN_PROGRESS",
  payoutId: "",
} as const;

describe("a duplicated request", () => {
  it("arrives twice at once; its caller gets the first answer, and the other is still under way", async () => {
    const { clock, seen, sent } = scriptedWire(requestDuplicated, [
      { answer: paid, afterMs: 30 },
      { answer: inProgress, afterMs: 5 },
    ]);
    const done = sent();
    await clock.advance(10_000);
    await done;
    expect(seen).toEqual([
      ...["0 arrives", "0 arrives", "0 fired"],
      ...["5 done", "5 caller: pending 409 PAYOUT_IN_PROGRESS", "30 done", "30 nothing under way"],
    ]);
  });

  it("is answered by the one that arrived when the other broke", async () => {
    const { clock, seen, sent } = scriptedWire(requestDuplicated, [
      { answer: noAnswer("ECONNREFUSED"), afterMs: 1 },
      { answer: paid, afterMs: 20 },
    ]);
    const done = sent();
    await clock.advance(10_000);
    await done;
    expect(seen.filter((line) => line.includes("caller"))).toEqual(["20 caller: paid 201"]);
  });

  it("leaves its caller without an answer only when both broke", async () => {
    const { clock, seen, sent } = scriptedWire(requestDuplicated, [
      { answer: noAnswer("ECONNREFUSED"), afterMs: 1 },
      { answer: noAnswer("CLIENT_TIMEOUT"), afterMs: 20 },
    ]);
    const done = sent();
    await clock.advance(10_000);
    await done;
    expect(seen.filter((line) => line.includes("caller"))).toEqual(["20 caller: unknown 0 ECONNREFUSED"]);
  });
});
