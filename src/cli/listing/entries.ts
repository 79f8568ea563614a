import { declarablePaymentFaults } from "../../domain/payment-fault.ts";
import { crashPointTexts } from "../../explain/crash-points.ts";
import type { Explanation } from "../../explain/explanation.ts";
import { findingTexts } from "../../explain/findings.ts";
import { paymentFaultTexts } from "../../explain/payment-faults.ts";
import { strategyTexts } from "../../explain/strategies.ts";
import { wireFaultTexts } from "../../explain/wire-faults.ts";
import { reporterTexts } from "../../report/reporter-texts.ts";
import type { Scenario } from "../../scenario/schema.ts";
import { type KnownScenario, nameOf } from "../scenarios/load.ts";
import type { Definition } from "../terminal/definition-list.ts";

/** What `list` can list. */
export type ListedKind = "scenarios" | "strategies" | "faults" | "findings" | "reporters";

/** What can be said about a scenario without running it. */
export interface ListedScenario {
  readonly name: string;
  readonly origin: KnownScenario["origin"];
  /** Relative to the working folder, or absolute outside of it. */
  readonly path: string;
  /** What `run` takes to find it. */
  readonly reference: string;
  readonly priority: string | null;
  /** Null if the command line decides. */
  readonly strategy: string | null;
  /** Null if the file is broken. */
  readonly payouts: number | null;
  /** The faults and crash points of all phases, each once. */
  readonly faults: readonly string[];
  readonly description: string;
  /** The first problem of the file. */
  readonly problem: { readonly line: number; readonly column: number; readonly message: string } | null;
}

/** Names of one family below a heading, each with its sentence. */
export interface ListedNames {
  readonly heading: string;
  readonly family: string;
  readonly names: readonly Definition[];
}

/** The list entry of a scenario. */
export function listedScenario(known: KnownScenario): ListedScenario {
  const { origin, each, result } = known;
  const place = { origin, path: each.file, reference: each.reference };
  if (result.ok) return { ...place, ...contentOf(result.scenario), problem: null };
  const [first] = result.problems;
  const problem = { line: first?.line ?? 1, column: first?.column ?? 1, message: first?.message ?? "" };
  const unknown = { priority: null, strategy: null, payouts: null, faults: [], description: "" };
  return { name: nameOf(known).name, ...place, ...unknown, problem };
}

function contentOf({ name, description, priority, api, crashes, load }: Scenario) {
  const faults = [...load.flatMap((phase) => Object.keys(phase.faults)), ...crashes.map(({ at }) => at)];
  return {
    name,
    description,
    priority: priority ?? null,
    strategy: api.strategy ?? null,
    payouts: load.reduce((sum, { payouts }) => sum + payouts, 0),
    faults: [...new Set(faults)],
  };
}

const nodeFaults = Object.entries(paymentFaultTexts).filter(([name]) =>
  declarablePaymentFaults.some((one) => one === name),
);

/** Everything but the scenarios, with the sentences of `explain`. */
export const listedNames: Readonly<Record<Exclude<ListedKind, "scenarios">, readonly ListedNames[]>> = {
  strategies: [
    { heading: "Strategies of the embedded API", family: "strategy", names: sentences(Object.entries(strategyTexts)) },
  ],
  faults: [
    { heading: "Faults of the node", family: "payment fault", names: sentences(nodeFaults) },
    { heading: "Faults on the wire", family: "wire fault", names: sentences(Object.entries(wireFaultTexts)) },
    { heading: "Crash points", family: "crash point", names: sentences(Object.entries(crashPointTexts)) },
  ],
  findings: [{ heading: "Findings", family: "finding", names: sentences(Object.entries(findingTexts)) }],
  reporters: [{ heading: "Reporters", family: "reporter", names: Object.entries(reporterTexts) }],
};

function sentences(texts: readonly (readonly [name: string, text: Explanation])[]): readonly Definition[] {
  return texts.map(([name, { summary }]) => [name, summary]);
}
