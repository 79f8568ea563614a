import { readFileSync } from "node:fs";
import type { EngineCommand, EnginePhase, EngineRun, LoadEngine } from "../load-engine.ts";
import { objectIn, reportOf } from "../report.ts";

/** How soon the callers of a closed phase begin: as good as at once. */
const AT_ONCE_MS = 10;

/** Artillery: one script for each phase, and a processor that sends the payouts. */
export function artilleryEngine(processor: URL): LoadEngine {
  return {
    name: "artillery",
    gate: "file",
    files: (phases) =>
      new Map([
        ["chaos-payout.mjs", readFileSync(processor, "utf8")],
        ...phases.map((phase, index): [string, string] => [scriptName(index + 1), scriptOf(phase, index + 1)]),
      ]),
    command: commandOf,
    read: (line) => reportOf(objectIn(line)),
  };
}

function scriptName(phase: number): string {
  return `phase-${phase}.yml`;
}

/**
 * Only phases with `arrivalCount` stay in one worker, whatever the number of cores; a rate would be divided among several, which cannot know whose
 * turn it is.
 */
function scriptOf({ name, payouts, arrival }: EnginePhase, number: number): string {
  const count = arrival.kind === "closed" ? Math.min(arrival.concurrency, payouts) : payouts;
  const forMs = arrival.kind === "closed" ? AT_ONCE_MS : Math.max(AT_ONCE_MS, (payouts * 1000) / arrival.perSecond);
  return `# Phase ${number}, ${name}: artillery run ${scriptName(number)}
config:
  # Nothing is sent here by Artillery itself: plan.json has the addresses.
  target: http://127.0.0.1
  processor: ./chaos-payout.mjs
  # What the processor reads, for Artillery to take along where it runs somewhere else.
  includeFiles: [./plan.json, ./payouts.json]
  variables: { phase: ${number} }
  phases:
    - { name: ${JSON.stringify(name)}, arrivalCount: ${count}, duration: ${Math.ceil(forMs)}ms }
scenarios:
  - flow: [{ function: payouts }]
`;
}

function commandOf({ phase, part, results, gate }: EngineRun): EngineCommand {
  return {
    args: ["run", "--quiet", scriptName(phase)],
    env: {
      CHAOS_PAYOUT_PART: `${part.number}/${part.of}`,
      CHAOS_PAYOUT_RESULTS: results,
      ...(gate !== undefined && { CHAOS_PAYOUT_GATE: gate }),
      ARTILLERY_DISABLE_TELEMETRY: "true",
    },
  };
}
