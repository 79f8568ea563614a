import { formatInteger } from "../../domain/format.ts";
import type { Reconciliation } from "../../domain/reconciliation.ts";
import type { RunStarted } from "../../domain/run-started.ts";
import { orderOf } from "../../domain/schedule.ts";
import { historyOf } from "../../explore/history.ts";
import type { SimulatedHistory } from "../../explore-simulated.ts";
import type { FactLog } from "../../journal/fact-log.ts";
import { historyHash } from "../../journal/history-hash.ts";
import { encodeFact } from "../../journal/ndjson.ts";
import { type Replay, replayText } from "../../report/explore/replay.ts";
import { defineScenario, ScenarioError, type ScenarioInput } from "../../scenario/define.ts";
import { type Plan, PlanError, planScenario } from "../../scenario/plan.ts";
import { UsageError } from "../errors.ts";
import { exitCodeOf, exitCodes, worstExitCode } from "../exit-code.ts";
import { readJournal } from "../output/journal.ts";
import { loadScenarios } from "../scenarios/load.ts";
import { stdoutOptions } from "../terminal/capabilities.ts";
import type { ExploreFlags } from "./flags.ts";

/** Repeats what a saved scenario or a journal says, and tells its history; returns the exit code. @throws UsageError */
export async function replayCommand(file: string, names: readonly string[], flags: ExploreFlags): Promise<number> {
  refuseOthers(names, flags);
  const replays = /\.ya?ml$/.test(file) ? [await replayedScenario(file)] : await replayedJournal(file);
  for (const replay of replays) process.stdout.write(replayText(replay, stdoutOptions()));
  return worstExitCode(replays.map(({ exitCode }) => exitCode));
}

function refuseOthers(names: readonly string[], flags: ExploreFlags): void {
  const { replay: _, reporter, set, ...others } = flags;
  const repeated = { reporter, set };
  const given = Object.entries(repeated).find(([, values]) => values.length > 0);
  const flag = Object.keys(others)[0] ?? given?.[0];
  const other = flag === undefined ? names[0] : `--${flag}`;
  if (other === undefined) return;
  throw new UsageError(`--replay cannot be combined with ${other}: what it repeats is in its file`);
}

async function replayedScenario(file: string): Promise<Replay> {
  const [loaded] = await loadScenarios([file], process.cwd());
  const simulate = loaded?.scenario.simulate ?? null;
  if (loaded === undefined || simulate === null || loaded.scenario.seed === undefined) {
    const missing = simulate === null ? "simulate" : "seed";
    throw new UsageError(`${file} has no ${missing}, so it cannot be repeated: save one with explore --save FILE`);
  }
  const plan = planScenario(loaded.scenario);
  const { runInOrder } = await import("../../explore-simulated.ts");
  const run = await runInOrder(plan, { kind: "late", late: new Map(plan.simulate?.late) });
  return replayOf(plan, run, samenessOf(simulate.history, historyHash(run.journal)));
}

/** Whether a history is the one that was repeated, and in words. */
type Sameness = Pick<Replay, "isSame" | "sameness">;

function samenessOf(saved: string | null, history: string): Sameness {
  if (saved === null)
    return { isSame: true, sameness: `the file does not say which history was saved; this one is ${history}` };
  if (saved === history) return { isSame: true, sameness: "the history is the one that was saved" };
  return { isSame: false, sameness: `the history is not the one that was saved: it is ${history}, and was ${saved}` };
}

async function replayedJournal(file: string): Promise<readonly Replay[]> {
  const runs = await readJournal(file);
  const replays: Replay[] = [];
  for (const run of runs) {
    const [started] = run;
    if (started?.kind !== "run-started") continue;
    replays.push(await replayedRun(file, started, run));
  }
  return replays;
}

async function replayedRun(file: string, started: RunStarted, journal: FactLog): Promise<Replay> {
  const { simulated, scenario, seed, reproduce } = started;
  if (simulated === undefined) {
    const which = "only runs in virtual time can be, whose scenario uses no variables";
    throw new UsageError(
      `${file} does not say how to repeat ${scenario}: ${which}; write one with run --simulate --journal FILE`,
    );
  }
  const document = simulated.document as unknown as ScenarioInput;
  const plan = planOf(file, document, seed);
  const { runInOrder } = await import("../../explore-simulated.ts");
  const run = await runInOrder(plan, orderOf(simulated.order), { document, reproduce });
  return replayOf(plan, run, comparedTo(journal, run.journal));
}

/** A journal is read by other versions, too. */
function planOf(file: string, document: ScenarioInput, seed: number): Plan {
  try {
    return planScenario(defineScenario(document), { seed });
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof PlanError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

function comparedTo(journal: FactLog, repeated: FactLog): Sameness {
  const [before, after] = [journal.reader(), repeated.reader()];
  for (let number = 1; ; number += 1) {
    const [old, now] = [before(), after()];
    if (old === undefined && now === undefined) {
      return {
        isSame: true,
        sameness: `all ${formatInteger(journal.size)} facts are those of the journal, to the byte`,
      };
    }
    if (old !== undefined && now !== undefined && encodeFact(old) === encodeFact(now)) continue;
    const what = now?.kind ?? "nothing";
    return {
      isSame: false,
      sameness: `fact ${formatInteger(number)} is not that of the journal: ${what} in place of ${old?.kind ?? "nothing"}`,
    };
  }
}

function replayOf(plan: Plan, { reconciliation, trace, schedule }: SimulatedHistory, same: Sameness): Replay {
  const [finding] = reconciliation.findings;
  return {
    ...{ scenario: plan.scenario, strategy: plan.api.strategy, seed: plan.seed, verdict: reconciliation.verdict },
    history: finding === undefined ? null : historyOf(trace, finding, schedule),
    ...same,
    exitCode: exitCodeFor(reconciliation, same),
  };
}

/** What was to be repeated and is another history proves nothing. */
function exitCodeFor(reconciliation: Reconciliation, { isSame }: Sameness): number {
  const code = exitCodeOf(reconciliation);
  return isSame ? code : worstExitCode([code, exitCodes.inconclusive]);
}
