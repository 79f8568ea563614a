import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { StrategyName } from "../src/domain/strategy.ts";
import { type MatrixJob, type RunOfCell, runMatrix } from "../src/run-matrix.ts";
import { planScenario } from "../src/scenario/plan.ts";
import { TargetError } from "../src/service/target.ts";
import { balanced } from "./report/samples.ts";
import { scenarioOf } from "./scenario/text.ts";

const text = readFileSync(new URL("../scenarios/faults/timeout-then-fails.yaml", import.meta.url), "utf8");
const never = new AbortController().signal;

function jobs(...strategies: readonly StrategyName[]): readonly MatrixJob[] {
  return strategies.map((strategy) => ({
    ...{ fault: "a", plan: planScenario(scenarioOf(text), { strategy }), reproduce: strategy },
  }));
}

/** A run that lasts until it is stopped, and says so. */
const lasting: RunOfCell = async (_plan, { stop }) => {
  await new Promise((resolve) => stop?.addEventListener("abort", resolve, { once: true }));
  const interrupted = { kind: "signal", signal: String(stop?.reason) } as const;
  return { reconciliation: { ...balanced, verdict: "inconclusive", interrupted } };
};
const quick: RunOfCell = async () => ({ reconciliation: balanced });

describe("runMatrix", () => {
  it("answers with the cells in the order of the jobs, whichever is done first", async () => {
    let release = () => {};
    const run: RunOfCell = async ({ api }) => {
      if (api.strategy === "saga") await new Promise<void>((resolve) => (release = resolve));
      else release();
      return { reconciliation: balanced };
    };
    const seen: string[] = [];
    const measured = ({ strategy }: { readonly strategy: string }) => void seen.push(strategy);
    const { cells, failure } = await runMatrix(jobs("saga", "outbox"), { atOnce: 2, stop: never, run, measured });
    expect(cells.map(({ strategy, asDocumented }) => [strategy, asDocumented])).toEqual([
      ["saga", true],
      ["outbox", true],
    ]);
    expect([seen, failure]).toEqual([["outbox", "saga"], undefined]);
  });

  it("stops the other runs when an API does not start, waits for them, and keeps what was measured", async () => {
    const refused = new TargetError("unreachable", "no API");
    const begun: string[] = [];
    let isOver = false;
    const run: RunOfCell = async (plan, options) => {
      const { strategy } = plan.api;
      begun.push(strategy);
      if (strategy === "saga") return quick(plan, options);
      if (strategy === "outbox") throw refused;
      const answer = await lasting(plan, options);
      isOver = true;
      return answer;
    };
    const all = jobs("rollback", "saga", "outbox", "tracked-saga", "naive");
    const { cells, failure } = await runMatrix(all, { atOnce: 2, stop: never, run });
    expect(failure).toBe(refused);
    expect(cells.map(({ strategy }) => strategy)).toEqual(["saga"]);
    expect([begun, isOver]).toEqual([["rollback", "saga", "outbox"], true]);
  });

  it("leaves out a cell whose run was interrupted, and keeps one that was complete by then", async () => {
    const controller = new AbortController();
    const run: RunOfCell = async (plan, options) => {
      if (plan.api.strategy === "naive") return lasting(plan, options);
      controller.abort("SIGINT");
      return quick(plan, options);
    };
    const { cells, failure } = await runMatrix(jobs("naive", "saga", "outbox"), {
      ...{ atOnce: 2, stop: controller.signal, run },
    });
    expect([cells.map(({ strategy }) => strategy), failure]).toEqual([["saga"], undefined]);
  });
});
