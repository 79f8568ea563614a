import { describe, expect, it } from "vitest";
import { wireFaults } from "../../src/wire/index.ts";
import { isWireFaultName, wireFaultNames } from "../../src/wire/names.ts";
import { scriptedWire } from "./scripted-wire.ts";

describe("the list of wire faults", () => {
  it("has them under the names that a scenario can use, and no others", () => {
    expect(Object.keys(wireFaults)).toEqual([...wireFaultNames]);
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
