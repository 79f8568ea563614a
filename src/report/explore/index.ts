import type { Exploration } from "../../domain/exploration.ts";
import type { ReportOptions } from "../report.ts";
import { explorationHtml } from "./html.ts";
import { explorationJson } from "./json.ts";
import { explorationText } from "./text.ts";

/** Renders an exploration; writes nothing. */
export type ExplorationReporter = (exploration: Exploration, options: ReportOptions) => string;

/** Every reporter of `explore` by name. A new one is a file and a line here. */
export const explorationReporters = {
  text: explorationText,
  json: explorationJson,
  html: explorationHtml,
} as const satisfies Record<string, ExplorationReporter>;
