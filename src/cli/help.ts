import type { Command } from "commander";
import { strategyNames } from "../domain/strategy.ts";
import { strategyTexts } from "../explain/strategies.ts";
import { truthTable } from "../explain/truth-table.ts";
import { wrapText } from "../text/wrap.ts";
import { exitCodes, exitCodeTable, severity } from "./exit-code.ts";
import { type Definition, definitionList } from "./terminal/definition-list.ts";
import { DEFAULT_COLUMNS } from "./terminal/width.ts";

interface HelpContext {
  readonly command: Command;
}

/** Every exit code, what it means and what to do about it. */
export function exitCodeHelp({ command }: HelpContext): string {
  const codes = exitCodeTable.map(({ code, means, next }) => [String(code), `${means}. ${next}`] as const);
  const order = `Exit codes (with several scenarios, the first of these that occurs wins: ${severity.join(", ")}):`;
  return ["", ...wrapText(order, helpWidth(command)), ...definitions(codes, command)].join("\n");
}

/** Each strategy with a sentence. */
export function strategyHelp({ command }: HelpContext): string {
  const strategies = strategyNames.map((name) => [name, strategyTexts[name].summary] as const);
  return ["", "Strategies (chaos-payout explain NAME shows more):", ...definitions(strategies, command)].join("\n");
}

/** The reporters that CI enables. */
export function ciHelp({ command }: HelpContext): string {
  const text = [
    "On GitHub Actions (GITHUB_ACTIONS=true) the github reporter prints after the table, and a markdown report is appended to the job summary.",
    "On GitLab (GITLAB_CI=true) junit is written to chaos-payout-junit.xml.",
    "Reporters that you ask for are not added twice, and if json or junit goes to stdout, nothing else does.",
    "--no-ci disables all of this.",
  ].join(" ");
  return ["", "In CI:", ...wrapText(text, helpWidth(command) - 2).map((line) => `  ${line}`)].join("\n");
}

/** The faults of a matrix, and its exit codes. */
export function matrixHelp({ command }: HelpContext): string {
  const faults = truthTable.map(({ scenario, title }) => [scenario, title] as const);
  const codes: readonly Definition[] = [
    [String(exitCodes.asExpected), "every cell matches the docs"],
    [String(exitCodes.violated), "a cell does not match: money moved differently than documented"],
    [String(exitCodes.inconclusive), "a cell was inconclusive (undocumented cells included): nothing was proved"],
    [String(exitCodes.stuck), "a payout never reached a terminal state, and that is not documented"],
  ];
  return [
    "",
    ...wrapText("Faults (each is a scenario):", helpWidth(command)),
    ...definitions(faults, command),
    "",
    ...wrapText("Exit codes (if several apply, 1 wins over 3, and 3 over 2):", helpWidth(command)),
    ...definitions(codes, command),
  ].join("\n");
}

const explorations: readonly Definition[] = [
  ["chaos-payout explore --strategy rollback", "scenarios that the seed draws, until one loses a sat"],
  ["chaos-payout explore --strategy outbox --for 60s", "the same for a minute, and most likely nothing"],
  ["chaos-payout explore --fault late-settle pause --all", "only these, and every kind of finding"],
  ["chaos-payout explore two-payouts.yaml --search exhaustive", "every order with up to two late events"],
  ["chaos-payout explore --service wallet.service.yaml", "your own payout service, on its process"],
];

/** What can be explored, and the exit codes. */
export function exploreHelp({ command }: HelpContext): string {
  const codes: readonly Definition[] = [
    [String(exitCodes.asExpected), "nothing was found"],
    [String(exitCodes.violated), "an order was found in which money is lost or created"],
    [
      String(exitCodes.inconclusive),
      "nothing was proved: a fault that was asked for never happened, or a service lost money only once",
    ],
    [String(exitCodes.stuck), "an order was found in which a payout never reaches a terminal state"],
  ];
  return [
    "",
    "Examples:",
    ...definitions(explorations, command),
    "",
    ...wrapText("Exit codes (if several apply, 1 wins over 3, and 3 over 2):", helpWidth(command)),
    ...definitions(codes, command),
  ].join("\n");
}

const firstSteps: readonly Definition[] = [
  ["chaos-payout run", "the four scenarios that every payout API must survive"],
  ["chaos-payout run --strategy rollback", "the same run with the fix"],
  ["chaos-payout run late-settle --strategy rollback", "why that fix loses money the other way"],
  ["chaos-payout run --target http://127.0.0.1:3000", "your own payout API"],
  ["chaos-payout matrix", "every strategy under every fault, measured"],
  ["chaos-payout explore --strategy rollback", "the smallest history that loses a sat"],
  ["chaos-payout explain paid-not-charged", "what a finding means, and how to fix it"],
  ["chaos-payout init --ci github", "a scenario of your own, and a workflow that runs it"],
];

/** What to do first. */
export function firstStepsHelp({ command }: HelpContext): string {
  return ["", "Start here:", ...definitions(firstSteps, command)].join("\n");
}

function definitions(all: readonly Definition[], command: Command): string[] {
  return definitionList(all, { indent: 2, width: helpWidth(command) });
}

function helpWidth(command: Command): number {
  return command.configureOutput().getOutHelpWidth?.() ?? DEFAULT_COLUMNS;
}
