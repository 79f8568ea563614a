import type { PlannedPhase } from "../scenario/plan.ts";
import type { Part } from "./parts.ts";
import type { Report } from "./report.ts";

/** The load engines that a plan can be handed to. */
export const loadEngineNames = ["artillery", "k6"] as const;

/** One of them. */
export type LoadEngineName = (typeof loadEngineNames)[number];

/** How a load engine is given a plan, started, and listened to. */
export interface LoadEngine {
  readonly name: LoadEngineName;
  /** How its parts wait for each other. */
  readonly gate: "file" | "http";
  /** Its own files beside `plan.json` and `payouts.json`: the text of each by name. */
  files(phases: readonly EnginePhase[]): ReadonlyMap<string, string>;
  /** The command that carries out one part of a phase, in the folder of the files. */
  command(run: EngineRun): EngineCommand;
  /** Manifests for the k6-operator, where it has one: the text of each file by name. `files` are those of the whole script. */
  manifests?(script: OperatedScript, parallelism: number): ReadonlyMap<string, string>;
  /** What a line of its results tells of a payout; undefined for a line about something else. @throws ReportError */
  read(line: string): Report | undefined;
}

/** What manifests are made from. */
export interface OperatedScript {
  /** Of the scenario. */
  readonly name: string;
  readonly phases: readonly EnginePhase[];
  /** The text of each file by name. */
  readonly files: ReadonlyMap<string, string>;
  /** The environment variables that it needs. They may be secrets. */
  readonly environment: readonly string[];
}

/** A phase as an engine needs it. */
export type EnginePhase = Pick<PlannedPhase, "name" | "first" | "payouts" | "arrival">;

/** One process of a load engine. */
export interface EngineRun {
  /** From 1. */
  readonly phase: number;
  readonly part: Part;
  /** The path of its results. */
  readonly results: string;
  /** Where it waits until all parts can begin, by its kind of gate; undefined where it does not. */
  readonly gate?: string | undefined;
}

/** A command line, and what it finds in its environment besides. */
export interface EngineCommand {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}
