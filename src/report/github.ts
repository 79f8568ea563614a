import type { ConclusionKind } from "../domain/conclusion.ts";
import type { Doubt } from "../domain/doubt.ts";
import { doubtedFault, doubtSentence } from "../explain/doubts.ts";
import { workflowCommand } from "../text/github.ts";
import { stripControls } from "../text/strip-controls.ts";
import type { ReportedScenario, Reporter, Run } from "./report.ts";
import { type TestCase, testCasesOf } from "./test-cases.ts";
import { earlyEndText, nextSteps } from "./wording.ts";

/**
 * The annotations of GitHub Actions: one for each unexpected finding, crossed threshold, doubt and fired alert, at its line of the scenario.
 * GitHub silently drops all but ten per level and step, so the most important come first and the tenth counts the rest.
 *
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export const github: Reporter = (run) => {
  const all = [...run.scenarios.flatMap((scenario) => annotationsOf(scenario)), ...endingAnnotations(run)].toSorted(
    (left, right) => left.rank - right.rank || right.weight - left.weight,
  );
  const lines = levels.flatMap((level) => shown(all.filter((annotation) => annotation.level === level)).map(command));
  return lines.map((line) => `${line}\n`).join("");
};

/** Something wrong at a place of a file. */
export interface PlacedError {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly title: string;
  readonly message: string;
}

/** Errors as annotations, in their order, with the same limit. */
export function githubErrors(errors: readonly PlacedError[]): string {
  const all = errors.map(({ title, message, column, ...place }): Annotation => {
    return { level: "error", rank: 0, weight: 0, place, column, title, lines: [stripControls(message)] };
  });
  return shown(all)
    .map((annotation) => `${command(annotation)}\n`)
    .join("");
}

const levels = ["error", "warning", "notice"] as const;

const MOST_PER_LEVEL = 10;

interface Annotation {
  readonly level: (typeof levels)[number];
  /** The lowest comes first. */
  readonly rank: number;
  /** Within a rank the heaviest comes first. */
  readonly weight: number;
  readonly place: { readonly file: string; readonly line: number } | undefined;
  readonly column?: number;
  readonly title: string;
  readonly lines: readonly string[];
}

const ranks = { ending: 0, check: 1, expectation: 2, threshold: 3, doubt: 4, alert: 5 } as const;

function annotationsOf(scenario: ReportedScenario): readonly Annotation[] {
  const answers = testCasesOf(scenario).filter(({ sign }) => sign !== "✓");
  return [
    ...answers.flatMap((answer) => answerAnnotations(answer, scenario)),
    ...(answers.some(({ kind }) => kind === "proof") ? doubtAnnotations(scenario) : []),
    ...alertAnnotations(scenario),
  ];
}

function answerAnnotations(answer: TestCase, scenario: ReportedScenario): readonly Annotation[] {
  const { kind, name, summary, details, explain } = answer;
  if (kind === "proof" || kind === "fault") return [];
  if (kind === "expectation" && isCoveredByFindings[scenario.conclusion.kind]) return [];
  const path = pathOf(answer, scenario);
  const place = kind === "threshold" ? scenario.source?.locate(path) : placeOf(path, scenario);
  const weight = Math.abs(scenario.findings.find((finding) => finding.kind === name)?.msat ?? 0);
  const lines = [summary, ...details, ...nextSteps(scenario, explain)];
  return [{ level: "error", rank: ranks[kind], weight, place, title: title(scenario, name), lines }];
}

/** If balanced was expected, the findings and the doubts say what came instead. */
const isCoveredByFindings = {
  "as-expected": true,
  violated: true,
  stuck: true,
  inconclusive: true,
  "expected-in-doubt": false,
  "not-as-expected": false,
  "threshold-crossed": true,
  interrupted: true,
  terminated: true,
} as const satisfies Record<ConclusionKind, boolean>;

type Path = readonly (string | number)[];

function pathOf({ kind, name }: TestCase, scenario: ReportedScenario): Path {
  if (kind === "expectation") return ["expect"];
  if (kind === "threshold") return thresholdPath(name, scenario);
  const [cause, another] = scenario.faults.filter(({ fired }) => fired > 0);
  // With several faults, any of them may be the cause.
  return (another === undefined && cause !== undefined && scenario.source?.faultPath?.(cause.name)) || ["name"];
}

/** A part that the file does not contain, such as an alert that is always on, is reported at the name of the scenario. */
function placeOf(path: Path, { source }: ReportedScenario): Annotation["place"] {
  return source?.locate(source.isWritten?.(path) === false ? ["name"] : path);
}

function thresholdPath(name: string, { thresholds }: ReportedScenario): Path {
  const found = thresholds.find(
    ({ metric, expression }) => `${stripControls(metric)} ${stripControls(expression)}` === name,
  );
  if (found === undefined) return ["thresholds"];
  const ofMetric = thresholds.filter(({ metric }) => metric === found.metric);
  return ["thresholds", found.metric, ofMetric.indexOf(found)];
}

function doubtAnnotations(scenario: ReportedScenario): readonly Annotation[] {
  return scenario.doubts.map((doubt) => ({
    level: "error",
    rank: ranks.doubt,
    weight: 0,
    place: placeOf(doubtPath(doubt, scenario), scenario),
    title: title(scenario, "inconclusive"),
    lines: [stripControls(doubtSentence(doubt)), ...nextSteps(scenario, "inconclusive")],
  }));
}

/** The part of the file that a doubt is about. */
function doubtPath(doubt: Doubt, { source, phases }: ReportedScenario): Path {
  const fault = doubtedFault(doubt);
  const faultPath = fault === undefined ? undefined : source?.faultPath?.(fault);
  if (faultPath !== undefined) return faultPath;
  if ("phase" in doubt) {
    const index = phases.findIndex(({ name }) => name === doubt.phase);
    return index === -1 ? ["load"] : ["load", index];
  }
  switch (doubt.kind) {
    case "overfunded":
    case "underfunded":
      return ["projects", doubt.projectId, "balance"];
    case "threshold-not-judged":
      return ["thresholds", doubt.metric];
    case "unfinished":
      return ["drain"];
    case "time-limit":
      return ["load"];
    default:
      return ["name"];
  }
}

/** Alerts do not change the exit code, so none of them is an error. */
function alertAnnotations(scenario: ReportedScenario): readonly Annotation[] {
  return scenario.alerts
    .filter(({ fired }) => fired)
    .map(({ name, severity, when }) => ({
      level: severity === "info" ? "notice" : "warning",
      rank: ranks.alert,
      weight: severity === "critical" ? 1 : 0,
      place: placeOf(["alerts", name], scenario),
      title: title(scenario, `alert ${stripControls(name)}`),
      lines: [`${severity}: ${stripControls(when)}`, ...nextSteps(scenario)],
    }));
}

function endingAnnotations(run: Run): readonly Annotation[] {
  const says = earlyEndText(run);
  if (says === undefined) return [];
  return [{ level: "error", rank: ranks.ending, weight: 0, place: undefined, title: "chaos-payout", lines: [says] }];
}

function title({ scenario }: ReportedScenario, what: string): string {
  return `${stripControls(scenario)}: ${what}`;
}

function shown(annotations: readonly Annotation[]): readonly Annotation[] {
  if (annotations.length <= MOST_PER_LEVEL) return annotations;
  const kept = annotations.slice(0, MOST_PER_LEVEL - 1);
  const title = `chaos-payout: ${annotations.length - kept.length} more`;
  const lines = [`GitHub shows at most ${MOST_PER_LEVEL} per step; the report and the job summary show all`];
  return [
    ...kept,
    ...kept.slice(0, 1).map(({ level }) => ({ level, rank: 0, weight: 0, place: undefined, title, lines })),
  ];
}

function command({ level, place, column, title, lines }: Annotation): string {
  const properties = {
    ...(place === undefined ? {} : { file: stripControls(place.file), line: String(place.line) }),
    ...(column === undefined ? {} : { col: String(column) }),
    title: stripControls(title),
  };
  return workflowCommand(level, properties, lines.join("\n"));
}
