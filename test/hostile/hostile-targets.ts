import { brokenAnswers, brokenPayouts } from "./broken-answers.ts";
import { endlessLists } from "./endless-lists.ts";
import type { HostileTarget } from "./hostile-api.ts";
import { wrongValues } from "./wrong-values.ts";

/** Every hostile target. None of them can be judged, so no run against one of them is a pass. */
export const hostileTargets: readonly HostileTarget[] = [
  ...endlessLists,
  ...wrongValues,
  ...brokenAnswers,
  ...brokenPayouts,
];
