import { counted } from "../../domain/format.ts";
import type { EngineCommand, LoadEngine } from "../../load/load-engine.ts";
import { type Part, resultsName } from "../../load/parts.ts";
import type { Plan } from "../../scenario/plan.ts";
import { shellWord } from "../../text/shell-word.ts";

/** What was written, and what is to be done with it. */
export interface Written {
  readonly folder: string;
  readonly engine: Pick<LoadEngine, "name" | "command">;
  readonly plan: Pick<Plan, "scenario" | "seed" | "payouts" | "phases">;
  readonly processes: number;
  /** All names of files. */
  readonly files: readonly string[];
  /** Those for the k6-operator. */
  readonly manifests: readonly string[];
  /** The names of environment variables that the script needs. */
  readonly environment: readonly string[];
  readonly onFargate: boolean;
  /** The command that judges. */
  readonly judge: string;
}

/** What was written, and the commands to continue with. */
export function instructions(written: Written): string {
  const { folder, engine, plan, processes, files, environment, judge } = written;
  const needs =
    environment.length === 0
      ? []
      : [`It needs ${environment.join(" and ")} in its environment; the files hold no secret.`];
  const lines = [
    `wrote ${files.join(", ")} to ${folder}`,
    `${counted(plan.payouts, "payout")} of ${plan.scenario} in ${counted(plan.phases.length, "phase")}, seed ${plan.seed}, for ${counted(processes, "process", "processes")} of ${engine.name}`,
    ...needs,
    "",
    "First start the run that judges it. It says when it is ready for a phase, and the value of CHAOS_PAYOUT_RUN, which has to be in the environment of",
    engine.name === "artillery"
      ? "whatever sends (artillery in the same folder finds it there, and waits for it):"
      : "whatever sends:",
    `  ${judge}`,
    "",
    ...startLines(written),
    "",
    "Their results have to appear in the folder of the run. What does not appear there counts as not reported, and proves nothing.",
  ];
  return `${lines.join("\n")}\n`;
}

function startLines(written: Written): readonly string[] {
  const { folder, engine, plan, onFargate, manifests } = written;
  if (manifests.length > 0) return operatorLines(written);
  const each = plan.phases.flatMap(({ name }, index) => {
    const title = `  # phase ${index + 1}, ${name}`;
    return [title, ...partsOf(written).map((part) => `  ${startOf(written, index + 1, part)}`)];
  });
  const how = onFargate ? `${engine.name} on AWS Fargate` : engine.name;
  return [
    `Then start ${how} in ${folder} or a copy of it, one phase after the other, all processes of a phase at once:`,
    ...each,
  ];
}

function partsOf({ processes }: Written): readonly Part[] {
  return Array.from({ length: processes }, (_, index) => ({ number: index + 1, of: processes }));
}

function startOf(written: Written, phase: number, part: Part): string {
  const { engine, onFargate, environment } = written;
  const command = engine.command({ phase, part, results: resultsName(phase, part) });
  if (onFargate) return fargate(command, part, environment);
  const { CHAOS_PAYOUT_RESULTS: _inTheFolder, ...env } = command.env;
  const words = Object.entries(env).map(([name, value]) => `${name}=${shellWord(value)}`);
  return [...words, engine.name, ...command.args.map(shellWord)].join(" ");
}

/** https://www.artillery.io/docs/reference/cli/run-fargate: each container has its environment from the launch configuration, and secrets by name. */
function fargate({ args }: EngineCommand, { number, of }: Part, environment: readonly string[]): string {
  const value = (name: string, text: string) => `{\\"name\\":\\"${name}\\",\\"value\\":\\"${text}\\"}`;
  const both = [value("CHAOS_PAYOUT_PART", `${number}/${of}`), value("CHAOS_PAYOUT_RUN", "$CHAOS_PAYOUT_RUN")];
  const secrets = environment.flatMap((name) => ["--secret", name]);
  const script = args.at(-1) ?? "";
  return [
    'artillery run-fargate --region "$AWS_REGION" --count 1',
    ...secrets,
    `--launch-config "{\\"environment\\":[${both.join(",")}]}"`,
    script,
  ].join(" ");
}

function operatorLines({ manifests, folder }: Written): readonly string[] {
  const commands = manifests.map((name) => `  kubectl create -f ${shellWord(name)}`);
  return [`Then create these in ${folder}, each TestRun when the run is ready for its phase:`, ...commands];
}
