import type { Exploration } from "../../domain/exploration.ts";
import { counted } from "../../domain/format.ts";
import type { Sign } from "../theme.ts";

/** What an exploration comes to, in a sign, a word and a phrase. */
export interface ExplorationConclusion {
  readonly sign: Sign;
  readonly word: string;
  readonly text: string;
}

/** What an exploration comes to. Nothing found is no proof that there is nothing, unless every order was tried. */
export function conclusionOf({ found, verdicts, unproved, ended, schedules }: Exploration): ExplorationConclusion {
  const tried = counted(schedules, "schedule");
  if (found.length > 0)
    return { sign: "✗", word: verdicts.violated > 0 ? "VIOLATED" : "STUCK", text: endText(ended, tried) };
  if (ended === "stopped") return { sign: "?", word: "STOPPED", text: `nothing was found in ${tried}` };
  if (unproved.length > 0)
    return { sign: "?", word: "INCONCLUSIVE", text: "nothing was found, and what is marked ? is not proved" };
  if (verdicts.balanced === 0)
    return { sign: "?", word: "INCONCLUSIVE", text: `no schedule proves anything, of ${tried}` };
  return { sign: "✓", word: "NOTHING FOUND", text: endText(ended, tried) };
}

function endText(ended: Exploration["ended"], tried: string): string {
  switch (ended) {
    case "finding":
      return `found in ${tried}`;
    case "complete":
      return `every order within the bound was tried in ${tried}`;
    case "schedules":
    case "time":
      return tried;
    case "stopped":
      return `stopped after ${tried}`;
  }
}
