import { describe, expect, it } from "vitest";
import { isWireFaultName, wireFaultNames, wireFaults } from "../../src/wire/index.ts";
import { scriptedWire } from "./scripted-wire.ts";

describe("the list of wire faults", () => {
  it("knows its own names and no others", () => {
    expect(wireFaultNames).toEqual([
      ...["request-lost", "answer-lost", "request-duplicated", "request-delayed", "gateway-timeout", "body-changed"],
    ]);
    expect(wireFaultNames.filter(isWireFaultName)).toEqual(wireFaultNames);
    expect(["", "timeout", "lost-answer", "constructor"].filter(isWireFaultName)).toEqual([]);
  });

  it.each(wireFaultNames)("%s fires once for a request", async (name) => {
    const { clock, seen, sent } = scriptedWire(wireFaults[name]);
    const done = sent();
    await clock.advance(10_000);
    await done;
    expect(seen.filter((line) => line.endsWith("fired"))).toHaveLength(1);
  });
});
