import { readFileSync } from "node:fs";
import type { EngineCommand, EngineRun, LoadEngine } from "../load-engine.ts";
import { objectIn, type Report, ReportError, reportOf } from "../report.ts";
import { METADATA, METRICS } from "./metrics.ts";
import { operatorFiles } from "./operator.ts";
import { SCRIPT } from "./script-name.ts";
import { segmentFlags } from "./segments.ts";

/** Any free port: by default all processes of one machine would want the same one for the API by which k6 is controlled. */
const API_ADDRESS = "localhost:0";

/** k6: one script for all phases. What it has to tell stands in its ndjson output, as the metadata of our own metrics. */
export function k6Engine(script: URL): LoadEngine {
  return {
    name: "k6",
    // A script of k6 reads files only before it begins.
    gate: "http",
    files: () => new Map([[SCRIPT, readFileSync(script, "utf8")]]),
    command: commandOf,
    manifests: operatorFiles,
    read,
  };
}

function commandOf({ phase, part, results, gate }: EngineRun): EngineCommand {
  return {
    args: [
      ...["run", "--quiet", "--no-color", "--no-usage-report", "--address", API_ADDRESS],
      ...["--out", `json=${results}`, "-e", `CHAOS_PAYOUT_PHASE=${phase}`],
      ...(gate === undefined ? [] : ["-e", `CHAOS_PAYOUT_GATE=${gate}`]),
      ...segmentFlags(part),
      SCRIPT,
    ],
    env: {},
  };
}

/** A point of one of our metrics; whatever else k6 measures is its own business. */
function read(line: string): Report | undefined {
  const { type, metric, data } = objectIn(line);
  if (type !== "Point" || typeof metric !== "string" || !METRICS.has(metric)) return undefined;
  const { metadata, tags } = fieldsOf(data);
  // Before k6 had metadata in its output, everything was a tag.
  const told = fieldsOf(metadata)[METADATA] ?? fieldsOf(tags)[METADATA];
  if (typeof told !== "string") throw new ReportError(`a point of ${metric} that tells nothing`);
  return reportOf(objectIn(told));
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
