import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadEngine } from "./load-engine.ts";
import { loadScriptOf, payoutRows, type ScriptSource } from "./load-script.ts";

/** Writes everything that a load engine needs into a folder, which is made if there is none. Returns the names of the files. */
export function writeScriptFolder(folder: string, engine: LoadEngine, source: ScriptSource): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const script = loadScriptOf(source);
  const files = new Map([
    ["plan.json", `${JSON.stringify(script, null, 2)}\n`],
    ["payouts.json", payoutsText(source)],
    ...engine.files(script.phases),
  ]);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return [...files.keys()];
}

/** The text of `payouts.json`. */
export function payoutsText(source: ScriptSource): string {
  const rows = [...payoutRows(source)].map((row) => JSON.stringify(row));
  return `[\n${rows.join(",\n")}\n]\n`;
}
