import { describe, expect, it } from "vitest";
import { objectIn, reportOf } from "../../src/load/report.ts";
import { attempt } from "./told.ts";

describe("a line of results", () => {
  it.each([
    attempt(3),
    { kind: "done", payout: 3 },
    { kind: "failed", reason: "no" },
    { kind: "begun", run: "x", keyPrefix: "s" },
  ])("is read as it was written: $kind", (report) => {
    expect(reportOf(objectIn(JSON.stringify(report)))).toEqual(report);
  });

  it("may have its numbers as text, because some engines know nothing else", () => {
    expect(reportOf({ kind: "done", payout: "3" })).toEqual({ kind: "done", payout: 3 });
  });

  it.each([
    ['{"kind":"done"', 'a line that is not a JSON object: "{\\"kind\\":\\"done\\""'],
    ["[]", 'a line that is not a JSON object: "[]"'],
    ['{"kind":"paid"}', 'kind must be begun, ready, attempt, learned, done or failed (got "paid")'],
    ['{"kind":"done","payout":0}', "payout must be a whole number from 1 (got 0)"],
    ['{"kind":"done","payout":1.5}', "payout must be a whole number from 1 (got 1.5)"],
    ['{"kind":"done","payout":""}', 'payout must be a number from 0 (got "")'],
    [
      JSON.stringify({ ...attempt(1), outcome: "lost" }),
      'outcome must be one of unknown, paid, pending, refused (got "lost")',
    ],
    [JSON.stringify({ ...attempt(1), durationMs: -1 }), "durationMs must be a number from 0 (got -1)"],
  ])("that means nothing is refused: %s", (line, message) => {
    expect(() => reportOf(objectIn(line))).toThrow(message);
  });
});
