import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withK6 } from "./k6.ts";
import { chaosPayout, patient, runJson, temporaryFolder, theOnly } from "./program.ts";

/** Against a stand-in that is made from the documentation of k6: the real program is under a licence that keeps it out of here. */
describe("a load in the hands of k6", () => {
  it("is divided among four segments: every payout is sent by one of them, and the verdict is what it is", async () => {
    const journal = join(temporaryFolder(), "run.ndjson");
    const size = ["--payouts", "60", "--concurrency", "8", "--journal", journal];
    const run = await runJson([...patient(["timeout-retry"]), ...size, ...withK6(4)]);
    const { findings, projects, inconclusiveBecause } = theOnly(run);
    expect([run.code, run.verdict, inconclusiveBecause]).toEqual([1, "violated", []]);
    expect(findings.map(({ kind, payouts, sats }) => [kind, payouts, sats])).toEqual([["double-charged", 3, -3060]]);
    expect(projects.map(({ settledPayouts, driftSats }) => [settledPayouts, driftSats])).toEqual([[60, -3060]]);
    expect(firstAttempts(journal)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });

  it("begins in all segments together, however late one of them starts", async () => {
    const journal = join(temporaryFolder(), "run.ndjson");
    const size = ["--payouts", "60", "--concurrency", "6", "--strategy", "rollback", "--journal", journal];
    const run = await runJson([...patient(["spike-timeout"]), ...size, ...withK6(2, 2)]);
    expect(run.verdict).toBe("balanced");
    // No segment had sent its last payout of the first phase before the other one sent its first.
    const sent = firstAttempts(journal, (one, other) => one.atMs - other.atMs).slice(0, 20);
    const lastOf = (segment: number) => sent.findLastIndex((payout) => payout % 2 === segment);
    const firstOf = (segment: number) => sent.findIndex((payout) => payout % 2 === segment);
    expect([firstOf(0) < lastOf(1), firstOf(1) < lastOf(0), firstOf(0) >= 0, firstOf(1) >= 0]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it("is refused where a process would have no caller, before anything is started", async () => {
    const flags = ["--concurrency", "3", ...withK6(4)];
    const { code, stdout, stderr } = await chaosPayout(["run", "scenarios/timeout-retry.yaml", ...flags]);
    expect([code, stdout]).toEqual([64, ""]);
    expect(stderr).toBe(
      "chaos-payout: scenarios/timeout-retry.yaml: --load-processes must be at most 3 for k6 (got 4): every process needs a caller of its own in every phase, so raise its concurrency, or take fewer processes\n",
    );
  });
});

interface Sent {
  readonly payout: number;
  readonly atMs: number;
}

/** Every payout that was sent a first time, in order. */
function firstAttempts(
  journal: string,
  order: (one: Sent, other: Sent) => number = (one, other) => one.payout - other.payout,
): readonly number[] {
  const facts = readFileSync(journal, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return facts
    .filter(({ kind, attempt }) => kind === "attempt-sent" && attempt === 1)
    .sort(order)
    .map(({ payout }) => payout);
}
