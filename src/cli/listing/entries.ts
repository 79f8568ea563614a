import type { Problem } from "../../document/problem.ts";
import type { FindingKind } from "../../domain/finding.ts";
import { declarablePaymentFaults } from "../../domain/payment-fault.ts";
import { callbackFaultTexts } from "../../explain/callback-faults.ts";
import { crashPointTexts } from "../../explain/crash-points.ts";
import type { Explanation } from "../../explain/explanation.ts";
import { findingTexts } from "../../explain/findings.ts";
import { incidentsOf } from "../../explain/incidents.ts";
import { interruptionTexts } from "../../explain/interruptions.ts";
import { lookupFaultTexts } from "../../explain/lookup-faults.ts";
import { momentTexts } from "../../explain/moments.ts";
import { paymentFaultTexts } from "../../explain/payment-faults.ts";
import { strategyTexts } from "../../explain/strategies.ts";
import { wireFaultTexts } from "../../explain/wire-faults.ts";
import { reporters } from "../../report/index.ts";
import { type Crash, isAtPoint, listedCrashes } from "../../scenario/crashes.ts";
import { type KnownScenario, nameOf } from "../scenarios/load.ts";
import type { Definition } from "../terminal/definition-list.ts";

/** What `list` can list. */
export type ListedKind = "scenarios" | "strategies" | "faults" | "findings" | "reporters";

/** What is known about a scenario without running it. */
export interface ListedScenario extends Pick<KnownScenario, "origin"> {
  readonly name: string;
  /** Relative to the working folder, or absolute outside of it. */
  readonly path: string;
  readonly reference: string;
  readonly priority: string | null;
  /** Null if the command line decides. */
  readonly strategy: string | null;
  /** Null if the file is broken. */
  readonly payouts: number | null;
  /** The faults and crash points of all phases, each once. */
  readonly faults: readonly string[];
  readonly description: string;
  /** The public incident that it tells of; null for any other scenario. */
  readonly incident: ListedIncident | null;
  readonly problem: Pick<Problem, "line" | "column" | "message"> | null;
}

/** What happened in public, by tracker and number, and its class: what a reconciliation would have found. */
export interface ListedIncident {
  readonly class: FindingKind;
  readonly trackers: readonly string[];
  readonly happened: string;
}

interface ListedNames {
  readonly heading: string;
  readonly family: string;
  readonly names: readonly Definition[];
}

/** The list entry of a scenario. */
export function listedScenario(known: KnownScenario): ListedScenario {
  const { origin, each, result } = known;
  const { name } = nameOf(known);
  const place = { name, origin, path: each.file, reference: each.reference, incident: incidentOf(name) };
  if (!result.ok) {
    const [{ line, column, message } = { line: 1, column: 1, message: "" }] = result.problems;
    const unknown = { priority: null, strategy: null, payouts: null, faults: [], description: "" };
    return { ...place, ...unknown, problem: { line, column, message } };
  }
  const { description, priority = null, api, crashes, load } = result.scenario;
  const faults = [...load.flatMap((phase) => Object.keys(phase.faults)), ...listedCrashes(crashes).map(crashName)];
  return {
    ...place,
    description,
    priority,
    strategy: api.strategy ?? null,
    payouts: load.reduce((sum, { payouts }) => sum + payouts, 0),
    faults: [...new Set(faults)],
    problem: null,
  };
}

/** Everything but the scenarios, with the sentences of `explain`. */
export const listedNames: Readonly<Record<Exclude<ListedKind, "scenarios">, readonly ListedNames[]>> = {
  strategies: [{ heading: "Strategies of the embedded API", family: "strategy", names: sentences(strategyTexts) }],
  faults: [
    {
      heading: "Faults of the node",
      family: "payment fault",
      names: declarablePaymentFaults.map((name) => [name, paymentFaultTexts[name].summary]),
    },
    { heading: "Faults of look-ups", family: "look-up fault", names: sentences(lookupFaultTexts) },
    { heading: "Faults of callbacks", family: "callback fault", names: sentences(callbackFaultTexts) },
    { heading: "Faults on the wire", family: "wire fault", names: sentences(wireFaultTexts) },
    { heading: "Crash points", family: "crash point", names: sentences(crashPointTexts) },
    { heading: "Moments", family: "moment", names: sentences(momentTexts) },
    { heading: "Interruptions", family: "interruption", names: sentences(interruptionTexts) },
  ],
  findings: [{ heading: "Findings", family: "finding", names: sentences(findingTexts) }],
  reporters: [
    {
      heading: "Reporters",
      family: "reporter",
      names: Object.entries(reporters).map(([name, { text }]) => [name, text]),
    },
  ],
};

function incidentOf(scenario: string): ListedIncident | null {
  const all = incidentsOf(scenario);
  const [[, first] = []] = all;
  if (first === undefined) return null;
  return { class: first.finding, trackers: all.map(([tracker]) => tracker), happened: first.happened };
}

function crashName(crash: Crash): string {
  return isAtPoint(crash) ? crash.at : crash.when;
}

function sentences(texts: Readonly<Record<string, Explanation>>): readonly Definition[] {
  return Object.entries(texts).map(([name, { summary }]) => [name, summary]);
}
