import type { Exploration } from "../../domain/exploration.ts";
import { jsonText } from "../../text/json.ts";
import { inSats } from "../in-sats.ts";

/** An exploration for programs. Like the report of runs it is a contract: fields are added, never renamed. */
export function explorationJson(exploration: Exploration): string {
  return jsonText(inSats(exploration));
}
