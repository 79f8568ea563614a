import { durationText } from "../document/field-types.ts";
import { writeYaml } from "../document/write-yaml.ts";
import type { FindingKind } from "../domain/finding.ts";
import type { Schedule } from "../domain/schedule.ts";
import type { StrategyName } from "../domain/strategy.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { ScenarioInput } from "../scenario/define.ts";
import { withOverrides } from "../scenario/override-document.ts";

/** What the scenario of a failure is called, and what it leaves to a file. */
export interface SavedName {
  readonly name: string;
  /** What the failure is about in a sentence. */
  readonly description: string;
  readonly seed: number;
  /** In place of that of the document; undefined to keep it. */
  readonly strategy: StrategyName | undefined;
}

/** The document of a failure as it is saved. Its name is part of its keys, so a history counts only for this document. */
export function savedDocument(
  document: ScenarioInput,
  { name, description, seed, strategy }: SavedName,
): ScenarioInput {
  const { name: _, description: __, seed: ___, simulate: ____, ...rest } = withOverrides(document, { strategy });
  return { name, description, seed, ...inOrder(rest) };
}

/** The keys of a scenario in the order in which people write them. */
const keys: readonly string[] = ["service", "projects", "payouts", "load", "client", "refusals", "api", "rail"];

function inOrder<T extends object>(rest: T): T {
  const rank = (key: string) => (keys.includes(key) ? keys.indexOf(key) : keys.length);
  return Object.fromEntries(Object.entries(rest).sort(([one], [other]) => rank(one) - rank(other))) as T;
}

/** What a saved scenario says beside its document. */
export interface SavedFailure {
  readonly kind: FindingKind;
  readonly verdict: Verdict;
  /** Who is held back in virtual time, and the hash of the history; null for a failure of a real process. */
  readonly simulated: { readonly schedule: Schedule; readonly history: string } | null;
  /** What happened, line by line. */
  readonly story: readonly string[];
  /** How it was found, in one or more sentences. */
  readonly found: string;
  /** The file that it is written to, as it is typed in a shell. */
  readonly file: string;
}

/**
 * A scenario file that shows a failure, as YAML. It expects nothing, so that it fails for as long as the bug is there; its comment says
 * what it shows, how it was found, and how to keep it as a bug that is known.
 */
export function savedScenario(document: ScenarioInput, failure: SavedFailure): string {
  return writeYaml(withOrder(document, failure), commentOf(failure));
}

/** The same without the comment. */
export function savedText(document: ScenarioInput, failure: Pick<SavedFailure, "simulated">): string {
  return writeYaml(withOrder(document, failure));
}

function withOrder(document: ScenarioInput, { simulated }: Pick<SavedFailure, "simulated">): ScenarioInput {
  if (simulated === null) return document;
  const { schedule, history } = simulated;
  const late = Object.fromEntries([...schedule.late].map(([event, ms]) => [event, durationText(ms)]));
  return { ...document, simulate: schedule.late.size === 0 ? { history } : { late, history } };
}

function commentOf({ kind, verdict, simulated, story, found, file }: SavedFailure): string {
  const replay = `chaos-payout explore --replay ${file}`;
  return [
    ...story.map((line) => line.trimEnd()),
    ...(story.length === 0 ? [] : [""]),
    found,
    "",
    `It fails for as long as the bug is there: chaos-payout run ${file}`,
    ...(simulated === null ? [] : [`To see it happen again, event by event: ${replay}`]),
    `To keep it as a known bug, which passes: expect: { verdict: ${verdict}, findings: [${kind}] }`,
  ].join("\n");
}
