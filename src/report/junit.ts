import XMLBuilder from "fast-xml-builder";
import { formatChange, formatSats } from "../domain/format.ts";
import { stripControls } from "../text/strip-controls.ts";
import type { ReportedScenario, Reporter, Run } from "./report.ts";
import { type TestCase, testCasesOf } from "./test-cases.ts";
import { earlyEndText, nextSteps } from "./wording.ts";

/**
 * The report for the test views of CI servers, by junit-10.xsd of Jenkins' xUnit plugin: one suite per scenario. A failure is bad news and
 * an error is a doubt; nothing is skipped, which would be green. GitLab shows only the text of a failure, so that repeats its message.
 */
export const junit: Reporter = (run) => {
  const names = uniqueNames(run.scenarios.map(({ scenario }) => stripControls(scenario)));
  const suites = [
    ...run.scenarios.map((scenario, index) => suiteOf(scenario, names[index] ?? "", run)),
    ...endingSuite(run),
  ];
  const document = {
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": "chaos-payout",
      "@tests": sum(suites, "@tests"),
      "@failures": sum(suites, "@failures"),
      "@errors": sum(suites, "@errors"),
      "@time": seconds(run.scenarios.reduce((ms, { durationMs }) => ms + durationMs, 0)),
      testsuite: suites,
    },
  };
  return `${builder.build(document).trimEnd()}\n`;
};

const builder = new XMLBuilder({
  format: true,
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  suppressEmptyNode: true,
  // Otherwise "true" would become an attribute without a value.
  suppressBooleanAttributes: false,
});

/** A testsuite for the builder, in which `@` marks attributes. */
interface Suite {
  readonly "@name": string;
  readonly "@tests": string;
  readonly "@failures": string;
  readonly "@errors": string;
  readonly testcase: readonly object[];
}

function suiteOf(scenario: ReportedScenario, name: string, run: Run): Suite {
  const answers = testCasesOf(scenario);
  return {
    "@name": xmlText(name),
    ...counts(answers),
    "@time": seconds(scenario.durationMs),
    ...(scenario.source === undefined ? {} : { "@file": xmlText(stripControls(scenario.source.file)) }),
    properties: { property: propertiesOf(scenario, run) },
    testcase: answers.map((answer) => testcase(answer, name, scenario)),
  } as Suite;
}

function counts(answers: readonly Pick<TestCase, "sign">[]) {
  const count = (sign: TestCase["sign"]) => String(answers.filter((answer) => answer.sign === sign).length);
  return { "@tests": String(answers.length), "@failures": count("✗"), "@errors": count("?"), "@skipped": "0" };
}

function propertiesOf(scenario: ReportedScenario, run: Run): readonly object[] {
  const { description, strategy, target, seed, payouts, oracle, verdict, reproduce } = scenario;
  const values = { description, strategy, target, seed, payouts, oracle, verdict, reproduce, version: run.version };
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => ({ "@name": name, "@value": xmlText(stripControls(String(value))) }));
}

function testcase(answer: TestCase, suite: string, scenario: ReportedScenario): object {
  const { kind, name, sign, summary } = answer;
  const title = kind === "proof" || kind === "expectation" ? name : `${kind} ${name}`;
  const head = { "@name": xmlText(title), "@classname": xmlText(`chaos-payout.${suite}`) };
  const context = kind === "expectation" ? contextOf(scenario) : [];
  if (sign === "✓") {
    const text = [summary, ...answer.details, ...context].filter((line) => line !== "").join("\n");
    return text === "" ? head : { ...head, "system-out": xmlText(text) };
  }
  const lines = [summary, ...spaced(answer.details), ...spaced(context), "", ...nextSteps(scenario, answer.explain)];
  const trouble = { "@type": xmlText(name), "@message": xmlText(summary), "#text": xmlText(lines.join("\n")) };
  return { ...head, ...(sign === "✗" ? { failure: trouble } : { error: trouble }) };
}

function spaced(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", ...lines];
}

/** What has no test case: the money of each project, the alerts and the notes. */
function contextOf({ projects, alerts, notes }: ReportedScenario): readonly string[] {
  return [
    ...projects.map(
      ({ projectId, expectedMsat, actualMsat, driftMsat }) =>
        `${stripControls(projectId)}: expected ${formatSats(expectedMsat)}, actual ${formatSats(actualMsat)}, drift ${formatChange(driftMsat)} sats`,
    ),
    ...alerts.map(({ name, severity, when, fired, value }) => {
      const state = value === null ? "no samples" : fired ? "fired" : "did not fire";
      return `alert ${stripControls(name)} (${severity}): ${stripControls(when)}: ${state}`;
    }),
    ...notes.map((note) => `note: ${stripControls(note)}`),
  ];
}

function endingSuite(run: Run): readonly Suite[] {
  const says = earlyEndText(run);
  if (says === undefined) return [];
  const error = { "@type": "ended", "@message": says, "#text": says };
  const test = { "@name": "completes", "@classname": "chaos-payout", error };
  return [{ "@name": "chaos-payout", ...counts([{ sign: "?" }]), testcase: [test] }];
}

/** GitLab drops a test whose names repeat, and a journal may have two runs of one scenario. */
function uniqueNames(names: readonly string[]): readonly string[] {
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

function sum(suites: readonly Suite[], count: "@tests" | "@failures" | "@errors"): string {
  return String(suites.reduce((total, suite) => total + Number(suite[count]), 0));
}

/** Without the characters that XML 1.0 cannot hold, not even escaped. (section 2.2) */
function xmlText(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "");
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
