/**
 * `npm run bench`: every figure that counts is a ratio or a share within one run; absolute ones only tell which machine it was. Parts can be
 * named: `npm run bench -- start-up memory`. What crosses a floor by far makes it fail. With `--short` every part runs once with small sizes, endurance and pauses as well; that is for
 * CI, and proves that all of them still run.
 */
import { parseArgs } from "node:util";
import { print, runCommand, UsageError } from "./command-line.ts";
import { engines } from "./engines.ts";
import { FloorCrossed } from "./floors.ts";
import type { Form, Part } from "./form.ts";
import { growth } from "./growth.ts";
import { memory } from "./memory.ts";
import { programPart } from "./program.ts";
import { rail } from "./rail.ts";
import { startUp } from "./start-up.ts";
import { throughput } from "./throughput.ts";
import { wholeRun } from "./whole-run.ts";

const measured: readonly (readonly [name: string, part: Part])[] = [
  ["throughput", throughput],
  ["start-up", startUp],
  ["memory", memory],
  ["whole-run", wholeRun],
  ["rail", rail],
  ["engines", engines],
  ["growth", growth],
];

/** Programs of their own, which would take too long for every run of the benchmark. */
const onlyShort: typeof measured = [
  ["seeds", programPart("endurance", "seeds", "1", "tracked-saga")],
  ["kills", programPart("endurance", "kills", "1", "outbox")],
  ["wire", programPart("endurance", "wire", "2")],
  ["pauses", programPart("pauses", "outbox", "1")],
];

await runCommand(async (args) => {
  const { form, names } = read(args);
  const parts = form === "short" ? [...measured, ...onlyShort] : measured;
  const strange = names.find((name) => !parts.some((part) => part[0] === name));
  if (strange !== undefined) {
    throw new UsageError(`no part is called "${strange}"; choose from ${parts.map(([name]) => name).join(", ")}`);
  }
  if (form === "short") print("short form: shows that every part runs; its figures mean nothing");
  let broken = 0;
  for (const [name, part] of parts) {
    if (names.length > 0 && !names.includes(name)) continue;
    try {
      await part(form, print);
    } catch (error) {
      // The other parts may be broken as well, and one run is to tell of all.
      broken += 1;
      const reason =
        error instanceof FloorCrossed ? error.message : error instanceof Error ? error.stack : String(error);
      process.stderr.write(`${name} is broken: ${reason}\n`);
    }
  }
  return broken === 0 ? 0 : 1;
});

function read(args: string[]): { readonly form: Form; readonly names: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { short: { type: "boolean" } },
      allowPositionals: true,
    });
    return { form: values.short === true ? "short" : "whole", names: positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
