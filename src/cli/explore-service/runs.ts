import type { FindingKind } from "../../domain/finding.ts";
import type { Reconciliation } from "../../domain/reconciliation.ts";
import type { Candidate, Tried } from "../../explore/port.ts";
import { runScenario } from "../../run-scenario.ts";
import { defineScenario, type ScenarioInput } from "../../scenario/define.ts";
import { type Plan, planScenario } from "../../scenario/plan.ts";
import { isToldAmounts } from "../../service/hostile-amount.ts";
import { TargetError } from "../../service/target.ts";
import type { ServiceUnderTest } from "../../systems/service-under-test.ts";

/** How long a caller waits where nothing is drawn: longer than a service under test waits for its provider. */
const PATIENT = "12s";

/** How a candidate is run on a real process. */
export interface RealRun {
  /** How long everything may take to finish after the load, in milliseconds; as the document says where undefined. */
  readonly drainMs?: number | undefined;
  /** Aborted to cut it short. */
  readonly halt: AbortSignal;
}

/** What a run has shown. */
export interface RealTried extends Tried {
  readonly reconciliation: Reconciliation;
}

/** Runs candidates on a service, which is started anew for each where its file says how. */
export interface RealRunner {
  /** Undefined where it was cut short. @throws ScenarioError, PlanError for what cannot be run, TargetError where the service cannot be started or reached */
  run(candidate: Candidate, options: RealRun): Promise<RealTried | undefined>;
}

/** In which books a run is made: with its own values of some variables of the environment. */
export function createRealRunner(chosen: ServiceUnderTest): RealRunner {
  const { service } = chosen;
  return {
    async run({ document, seed }, { drainMs, halt }) {
      const scenario = defineScenario(asRun(document));
      const plan = planScenario(scenario, {
        seed,
        accounts: service.accounts,
        isSeenFromOutside: true,
        isToldAmounts: isToldAmounts(service),
      });
      const timed: Plan = drainMs === undefined ? plan : { ...plan, drainMs };
      try {
        const { reconciliation } = await runScenario(timed, { service: chosen, stop: halt });
        return halt.aborted ? undefined : triedOf(reconciliation);
      } catch (error) {
        if (halt.aborted && error instanceof TargetError) return undefined;
        throw error;
      }
    },
  };
}

/** A document as it is run and saved: with a caller who is patient, unless it says otherwise, and with time for what only looks stuck. */
export function asRun(document: ScenarioInput, kind?: FindingKind): ScenarioInput {
  if (kind === "stuck-pending") return { ...asRun(document), drain: "15s" };
  return { ...document, client: { timeout: PATIENT, ...document.client } };
}

function triedOf(reconciliation: Reconciliation): RealTried {
  const { verdict, findings, faults } = reconciliation;
  return {
    ...{ verdict, findings, reconciliation },
    ordered: { events: [], schedule: { late: new Map() } },
    history: "",
    reached: faults.filter(({ fired }) => fired > 0).map(({ name }) => name),
    trace: [],
  };
}
