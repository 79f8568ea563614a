import { describe, expect, it } from "vitest";
import { noAnswer } from "../../src/domain/send.ts";
import { answerLost } from "../../src/wire/answer-lost.ts";
import { scriptedWire } from "./scripted-wire.ts";

describe("a lost answer", () => {
  it("is lost after the API has done its work, and its caller sees a reset", async () => {
    const { clock, seen, sent } = scriptedWire(answerLost);
    const done = sent();
    await clock.advance(10_000);
    await done;
    expect(seen).toEqual(["0 arrives", "10 done", "10 fired", "10 caller: unknown 0 ECONNRESET"]);
  });

  it("has not happened where no answer came", async () => {
    const { clock, seen, sent } = scriptedWire(answerLost, [{ answer: noAnswer("ECONNREFUSED"), afterMs: 1 }]);
    const done = sent();
    await clock.advance(10_000);
    await done;
    expect(seen).toEqual(["0 arrives", "1 done", "1 caller: unknown 0 ECONNREFUSED"]);
  });
});
