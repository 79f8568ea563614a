import type { Run } from "./report.ts";

/** Exit codes up to this one are verdicts; what is above says why there is none. */
const LAST_VERDICT_CODE = 4;

/** What ended a run before all of it was judged, in a sentence: it is in no scenario, and a list of tests without it would be green. */
export function earlyEndText({ exitCode }: Pick<Run, "exitCode">): string | undefined {
  if (exitCode <= LAST_VERDICT_CODE) return undefined;
  return `the run ended with exit code ${exitCode} before all of it was judged; its error stream says why`;
}
