import type { Exploration } from "../../domain/exploration.ts";
import { jsonText } from "../../text/json.ts";
import { inSats } from "../in-sats.ts";

/** An exploration for programs. Like the report of runs it is a contract: fields are added, never renamed. */
export function explorationJson(exploration: Exploration): string {
  const { version, exitCode, durationMs, seed, strategies, given, ended, schedules, scenarios, orders } = exploration;
  const { searches, verdicts, reached, found, unproved, reproduce, smallest } = exploration;
  return jsonText({
    ...{ version, exitCode, durationMs, seed, strategies, given, ended, schedules, scenarios, orders },
    ...{ searches, verdicts, reached, found, unproved, reproduce },
    smallest: smallest && inSats(smallest),
  });
}
