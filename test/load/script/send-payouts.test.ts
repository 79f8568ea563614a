import { describe, expect, it } from "vitest";
import type { LoadScript } from "../../../src/load/load-script.ts";
import type { Report } from "../../../src/load/report.ts";
import { runName } from "../../../src/load/run-name.ts";
import { createPayoutSender } from "../../../src/load/script/send-payouts.ts";
import type { Raw } from "../../../src/service/exchanges.ts";
import { payoutApi } from "../../../src/service/payout-api.ts";
import { createVirtualClock } from "../../domain/virtual-clock.ts";

const SCRIPT: LoadScript = {
  ...{ scenario: "s", keyPrefix: "s", clientTimeoutMs: 1000, projects: ["p"], hostileAmounts: [], phases: [] },
  client: { timeoutMs: 1000, attempts: 3, backoffMs: 20, retryKey: "same", retryWhen: "outcome-unknown" },
  ...{ urls: ["http://127.0.0.1:1"], service: payoutApi, variables: {}, environment: [] },
  exported: { engine: "k6", seed: 1, processes: 1 },
};

/** A script for a run that judges for ten seconds. Every request ends without an answer. */
function scriptFor(change: { readonly run?: string; readonly over?: () => string | null } = {}) {
  const clock = createVirtualClock();
  const told: Report[] = [];
  let requests = 0;
  const begin = (_: unknown, ended: (raw: Raw) => void) => {
    requests += 1;
    ended({ kind: "none", code: "ECONNRESET" });
  };
  const run = change.run ?? runName("this", clock.epochMs() + 10_000);
  const send = createPayoutSender({
    ...{ script: SCRIPT, clock, environment: { CHAOS_PAYOUT_RUN: run }, rowOf: () => [1000, 0] },
    exchanges: { deadlineMs: () => clock.now() + 1000, begin },
    report: (report) => void told.push(report),
    overBecause: change.over && (() => change.over?.() ?? null),
  });
  const kinds = () => told.map(({ kind }) => kind);
  return { clock, told, kinds, send, run, requests: () => requests };
}

describe("a script whose run is elsewhere", () => {
  it("tells the run for which it sends, and sends a payout with all its attempts", async () => {
    const { clock, send, run, told, kinds, requests } = scriptFor();
    const sent = send(1);
    await clock.advance(1000);
    await sent;
    expect(told[0]).toEqual({ kind: "begun", run, keyPrefix: "s" });
    expect([kinds(), requests()]).toEqual([["begun", "attempt", "attempt", "attempt", "done"], 3]);
  });

  it("sends nothing once that run must have ended, and says so once", async () => {
    const { clock, send, told, requests } = scriptFor();
    await clock.advance(10_001);
    const refusal =
      /^nothing more is sent, because nobody would judge it: CHAOS_PAYOUT_RUN was good until .+Z, by the clock of the machine that judges$/;
    await expect(send(1)).rejects.toThrow(refusal);
    await expect(send(2)).rejects.toThrow(refusal);
    expect([requests(), told.slice(1)]).toEqual([0, [{ kind: "failed", reason: expect.stringMatching(refusal) }]]);
  });

  it("sends no payout again once nobody judges, and does not call it done", async () => {
    let over: string | null = null;
    const { clock, send, kinds, requests } = scriptFor({ over: () => over });
    const sent = expect(send(1)).rejects.toThrow("the run is over");
    await clock.advance(0);
    over = "the run is over";
    await clock.advance(1000);
    await sent;
    expect([requests(), kinds()]).toEqual([1, ["begun", "attempt", "failed"]]);
  });

  it("does not begin for a name that no run has", () => {
    expect(() => scriptFor({ run: "last week" })).toThrow(
      "CHAOS_PAYOUT_RUN must be what chaos-payout run --load-results has printed",
    );
  });
});
