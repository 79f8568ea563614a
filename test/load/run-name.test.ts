import { describe, expect, it } from "vitest";
import { judgedUntil, runName } from "../../src/load/run-name.ts";

describe("the name of a run that judges", () => {
  it("says until when", () => {
    expect(judgedUntil(runName("abc", 1_700_000_001_999))).toBe(1_700_000_001_000);
  });

  it.each(["", "abc", "abc-", "-abc", "a-b-c", "$CHAOS_PAYOUT_RUN", "abc-zzzzzzzzz"])("is never %j", (text) => {
    expect(judgedUntil(text)).toBe(undefined);
  });
});
