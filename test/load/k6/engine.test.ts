import { describe, expect, it } from "vitest";
import { k6Engine } from "../../../src/load/k6/engine.ts";
import { segmentFlags } from "../../../src/load/k6/segments.ts";
import { ReportError } from "../../../src/load/report.ts";

const engine = k6Engine(new URL("file:///nowhere/k6.js"));

const attempt = {
  ...{ kind: "attempt", payout: 7, attempt: 1, atEpochMs: 1_800_000_000_000, durationMs: 12 },
  ...{ outcome: "paid", reason: "none", status: 200, code: "", payoutId: "p7" },
};

function point(metric: string, metadata: object | undefined, tags: object = {}): string {
  return JSON.stringify({ metric, type: "Point", data: { time: "2026-01-01T00:00:00Z", value: 1, tags, metadata } });
}

describe("a command line of k6", () => {
  it("runs one phase, keeps its own API out of the way, and writes down every point", () => {
    const { args, env } = engine.command({ phase: 2, part: { number: 1, of: 1 }, results: "/tmp/r.ndjson" });
    expect([args.join(" "), env]).toEqual([
      "run --quiet --no-color --no-usage-report --address localhost:0 --out json=/tmp/r.ndjson -e CHAOS_PAYOUT_PHASE=2 chaos-payout.js",
      {},
    ]);
  });

  it("divides a phase by execution segments, in lowest terms", () => {
    const flags = [1, 2, 3, 4].map((number) => segmentFlags({ number, of: 4 })[1]);
    expect(flags).toEqual(["0:1/4", "1/4:1/2", "1/2:3/4", "3/4:1"]);
    expect(segmentFlags({ number: 2, of: 4 })[3]).toBe("0,1/4,1/2,3/4,1");
    expect(segmentFlags({ number: 1, of: 1 })).toEqual([]);
  });
});

describe("a line of what k6 tells", () => {
  it("is a report in the metadata of one of our metrics, or in its tags", () => {
    const told = { chaos_payout_report: JSON.stringify(attempt) };
    expect(engine.read(point("chaos_payout_attempt_duration", told, { outcome: "paid" }))).toEqual(attempt);
    expect(engine.read(point("chaos_payout_attempt_duration", undefined, told))).toEqual(attempt);
  });

  it("is nobody's business if it is about anything else", () => {
    const told = { chaos_payout_report: JSON.stringify(attempt) };
    expect(engine.read(point("http_req_duration", told))).toBeUndefined();
    const declared = { type: "Metric", metric: "chaos_payout_done", data: { type: "counter" } };
    expect(engine.read(JSON.stringify(declared))).toBeUndefined();
  });

  it("is an error if it is cut off, is no JSON, or reports nothing that can be understood", () => {
    const whole = point("chaos_payout_done", { chaos_payout_report: '{"kind":"done","payout":1}' });
    expect(engine.read(whole)).toEqual({ kind: "done", payout: 1 });
    const wrong = [
      whole.slice(0, -1),
      "",
      "[]",
      point("chaos_payout_done", undefined),
      point("chaos_payout_done", { chaos_payout_report: '{"kind":"done","pay' }),
      point("chaos_payout_done", { chaos_payout_report: '{"kind":"done","payout":0}' }),
    ];
    for (const line of wrong) expect(() => engine.read(line), line).toThrow(ReportError);
  });
});
