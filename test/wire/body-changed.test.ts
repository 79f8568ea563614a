import { describe, expect, it } from "vitest";
import { type Answer, noAnswer } from "../../src/domain/send.ts";
import { bodyChanged } from "../../src/wire/body-changed.ts";
import { paid, scriptedWire } from "./scripted-wire.ts";

const reused = {
  outcome: "refused",
  reason: "rejected",
  status: 422,
  code: "IDEMPOTENCY_KEY_REUSED",
  payoutId: "",
} as const;

async function seenAfter(first: Answer): Promise<readonly string[]> {
  const { clock, seen, sent } = scriptedWire(bodyChanged, [
    { answer: first, afterMs: 10 },
    { answer: reused, afterMs: 5 },
  ]);
  const done = sent();
  await clock.advance(10_000);
  await done;
  return seen;
}

describe("a changed body", () => {
  it("follows the first answer under the same key with another amount; the caller hears the first answer", async () => {
    expect(await seenAfter(paid)).toEqual([
      ...["0 arrives", "10 done", "10 fired", "10 arrives with s_1 for 1001000 msat", "10 caller: paid 201"],
      ...["15 done", "15 nothing under way"],
    ]);
  });

  it.each([
    ["refused the first request", reused],
    ["has not paid yet", { ...paid, outcome: "pending", status: 202 }],
    ["gave no answer to it", noAnswer("ECONNREFUSED")],
    ["left open what became of it", { ...reused, outcome: "unknown", reason: "service-error", status: 500 }],
  ] as const)("is not sent to an API that %s", async (_, answer) => {
    const seen = await seenAfter(answer);
    expect(seen.map((line) => line.slice(0, "10 caller".length))).toEqual(["0 arrives", "10 done", "10 caller"]);
  });
});
