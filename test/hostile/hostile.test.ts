import pLimit from "p-limit";
import { beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import type { Answer } from "../../src/domain/send.ts";
import { createHttpTarget } from "../../src/service/http-target.ts";
import { type Target, TargetError } from "../../src/service/target.ts";
import { start } from "../e2e/program.ts";
import { type HostileTarget, serveHostile } from "./hostile-api.ts";
import { hostileTargets } from "./hostile-targets.ts";

/** Limits that are far below those of a run, so that what has no end has one soon. */
const SHORT = { callMs: 250, listMs: 400, answerBytes: 1 << 20, pages: 400, rows: 20_000 };

const payout = { gamertag: "run_player_1", amountMsat: 1_000_000, projectId: "p", idempotencyKey: "run_1" };

/** How one thing ended that was asked of a target: with a value, with the kind of its error, or in a way that it must not. */
async function endOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return "value";
  } catch (error) {
    return error instanceof TargetError ? error.kind : `crash: ${String(error)}`;
  }
}

async function rowsIn(pages: AsyncIterable<readonly unknown[]>): Promise<number> {
  let rows = 0;
  for await (const page of pages) rows += page.length;
  return rows;
}

async function markAndRead(target: Target): Promise<number> {
  const mark = await target.markEntries("p");
  return rowsIn(target.entriesSince(mark));
}

interface Tried {
  readonly answer: Answer;
  readonly ends: Readonly<Record<string, string>>;
}

/** Asks everything of a target that a run asks, all at once. */
async function tried(hostile: HostileTarget): Promise<Tried> {
  const server = await serveHostile(hostile);
  const target = createHttpTarget({ url: server.url, clock: systemClock, clientTimeoutMs: 250, reads: SHORT });
  const asked = {
    balance: target.balance("p"),
    entries: markAndRead(target),
    payouts: rowsIn(target.payouts("p")),
    pending: rowsIn(target.payouts("p", { pendingOnly: true })),
    injection: target.injection(),
  };
  const answer = target.send(payout);
  const ends = await Promise.all(Object.entries(asked).map(async ([name, each]) => [name, await endOf(each)] as const));
  const outcome = await answer;
  await target.close();
  await server.close();
  return { answer: outcome, ends: Object.fromEntries(ends) };
}

describe("a hostile target", () => {
  const results = new Map<string, Promise<Tried>>();
  beforeAll(() => {
    const limit = pLimit(6);
    for (const hostile of hostileTargets)
      results.set(
        hostile.name,
        limit(() => tried(hostile)),
      );
  });

  it("is one of at least 60, and each is another one", () => {
    expect(hostileTargets.length).toBeGreaterThanOrEqual(60);
    expect(results.size).toBe(hostileTargets.length);
  });

  it.each(hostileTargets)("neither holds up nor crashes whoever reads it: $name", async (hostile) => {
    const { answer, ends } = (await results.get(hostile.name)) ?? {};
    expect(Object.values(ends ?? {}).filter((end) => end.startsWith("crash"))).toEqual([]);
    const about = "about" in hostile ? hostile.about : undefined;
    // What it does wrong is noticed, and is not taken for a payment.
    if (about === undefined || about.includes("answer")) expect(answer?.outcome).not.toBe("paid");
    if (about === undefined) expect(ends?.["balance"]).not.toBe("value");
  });
});

// It takes minutes: most of these targets are given up only when the limits of a run are reached.
describe.runIf(process.env["LONG_TESTS"] !== undefined)("a run against a hostile target", () => {
  const LIMIT_MS = 240_000;

  it.each(hostileTargets)("ends within its limits, with a doubt and without a crash: $name", async (hostile) => {
    const server = await serveHostile(hostile);
    try {
      const run = start([
        "run",
        "quiet",
        "--payouts",
        "20",
        "--set",
        "drain=2s",
        "--target",
        server.url,
        "--reporter",
        "json",
      ]);
      run.child.stdin?.end();
      const late = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), LIMIT_MS).unref());
      const ended = await Promise.race([run.ended, late]);
      if (ended === "late") throw new Error(`still running after ${LIMIT_MS / 1000} s: ${run.stderr()}`);
      expect([1, 2, 3, 69], `${ended.stdout.slice(-800)}${ended.stderr.slice(-800)}`).toContain(ended.code);
      expect(ended.stderr).not.toMatch(/^\s+at /m);
    } finally {
      await server.close();
    }
  });
});
