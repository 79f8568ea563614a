import { table } from "./markdown-table.ts";

/**
 * docs/scenario.md: every key of a scenario file, made from the JSON Schema, which is made from the schema that reads the files.
 */

/** A JSON Schema, or a part of one. */
interface Schema {
  readonly [keyword: string]: unknown;
}

const INTRODUCTION = `<!-- Made by \`npm run docs\` from the JSON Schema of scenario files. Change the texts in src/scenario. -->

# The scenario file

YAML 1.2, and JSON is YAML. Unknown keys, duplicate keys and wrong types are errors with file, line, column, a code frame and a way out;
\`npx chaos-payout validate\` tells all of them at once. Editors complete and explain with the schema beside the scenarios:

\`\`\`yaml
# yaml-language-server: $schema=./scenario.schema.json
\`\`\`

\`npx chaos-payout init\` writes both. What a scenario will do, payout by payout, is told without running anything:

\`\`\`sh
npx chaos-payout plan spike-timeout
npx chaos-payout plan spike-timeout --set load.1.concurrency=100 --reporter json
\`\`\`

**Variables.** \`\${env:NAME}\` and \`\${env:NAME:-default}\` stand for a value of the environment, or a part of one; a value that is nothing but a
variable is read as YAML would read it, so \`\${env:PAYOUTS:-50}\` is a number. Between \`{ }\` and \`[ ]\` it needs quotes. \`$\${env:NAME}\` is left as
it is. What a variable holds becomes part of the scenario, and plans, reports and journals show it like the rest; only a message about a
value that is wrong shows the reference instead. So keep secrets out of scenarios. The one that a target needs is read from
\`CHAOS_PAYOUT_AUTHORIZATION\` by itself, and \`\${env:CHAOS_PAYOUT_AUTHORIZATION}\` is refused.

**Shared parts.** \`extends: shared/base.yaml\` takes from another file what this one does not say: maps are merged, lists and single values
replaced. Bases lie in a subfolder, because a folder means the files directly in it, and one called \`shared\` is in the way of no name.

**Overrides.** \`--set PATH=VALUE\` wins over the file, by the same rules: \`--set load.0.concurrency=50\`. So do \`--strategy\`, \`--seed\`,
\`--concurrency\`, \`--payouts\`, \`--expect\` and \`--target\`.`;

/** The page, from the schema. */
export function scenarioPage(schema: Schema): string {
  return `${[INTRODUCTION, ...section("The file", schema, "")].join("\n\n")}\n`;
}

/** A map with its keys, and then the maps below it. */
function section(title: string, schema: Schema, path: string): string[] {
  const properties = Object.entries(part(schema["properties"]));
  const rows = properties.map(([key, field]) => [
    `\`${key}\``,
    takes(part(field)),
    code(part(field)["default"], "–"),
    (part(field)["examples"] as readonly unknown[]).map((example) => code(example)).join("<br>"),
    String(part(field)["description"] ?? ""),
  ]);
  return [
    `## ${title}`,
    ...(path === "" ? [] : [`\`${path}\`. ${String(schema["description"] ?? "")}`]),
    table([["key", "takes", "without it", "for example", "means"], ...rows]),
    ...properties.flatMap(([key, field]) => names(path === "" ? key : `${path}.${key}`, part(field))),
    ...properties.flatMap(([key, field]) => below(path === "" ? key : `${path}.${key}`, part(field))),
  ];
}

/** The sections for what lies below one key: a map, the items of a list, the entries of a map with free keys. */
function below(path: string, field: Schema): string[] {
  const title = String(field["title"] ?? path);
  const maps = [field, ...ways(field)].filter((way) => way["properties"] !== undefined);
  const free = part(field["additionalProperties"]);
  const items = part(field["items"]);
  return [
    ...maps.slice(0, 1).flatMap((map) => (isListOfNames(map) ? [] : section(title, { ...field, ...map }, path))),
    ...(free["properties"] === undefined
      ? []
      : section(title, { ...free, description: field["description"] }, `${path}.NAME`)),
    ...(items["properties"] === undefined
      ? []
      : section(title, { ...items, description: field["description"] }, `${path}[]`)),
  ];
}

/** The names that a key takes, each with its sentence. */
function names(path: string, field: Schema): string[] {
  const choice = [field, ...ways(field)].find((way) => Array.isArray(way["enumDescriptions"]));
  const known = isListOfNames(field) ? Object.entries(part(field["properties"])) : [];
  const rows =
    choice === undefined
      ? known.map(([name, each]) => [`\`${name}\``, String(part(each)["description"]).replace(/ For how many.*$/, "")])
      : (choice["enum"] as readonly string[]).map((name, at) => [
          `\`${name}\``,
          (choice["enumDescriptions"] as readonly string[])[at] ?? "",
        ]);
  return rows.length === 0 ? [] : [`\`${path}\` accepts:`, table([["name", "means"], ...rows])];
}

/** Faults and thresholds are maps whose keys are all of one kind, so a list of them says more than a table of fields. */
function isListOfNames(field: Schema): boolean {
  return ["Faults", "Thresholds"].includes(String(field["title"]));
}

function ways(field: Schema): Schema[] {
  return Array.isArray(field["anyOf"]) ? field["anyOf"].map(part) : [];
}

/** What a value may be, in words. */
function takes(field: Schema): string {
  const all = [field, ...ways(field)].flatMap((way) => {
    if (typeof way["errorMessage"] === "string")
      return [way["errorMessage"].replace(/^This is /, "").replace(/\.$/, "")];
    if (Array.isArray(way["enum"])) return [`one of ${way["enum"].map((name) => `\`${String(name)}\``).join(", ")}`];
    if (way["type"] === "array") return ["a list"];
    if (way["type"] === "object") return ["a map"];
    return way["type"] === "string" && way["$ref"] === undefined ? ["text"] : [];
  });
  return [...new Set(all)].join(", or ");
}

function part(value: unknown): Schema {
  return typeof value === "object" && value !== null ? (value as Schema) : {};
}

/** A value as it stands in a file, on one line. */
function code(value: unknown, absent = ""): string {
  if (value === undefined) return absent;
  return `\`${flow(value)}\``;
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) {
    return typeof value === "string" && /[[\]{}#:,]|^\W/.test(value) ? JSON.stringify(value) : String(value);
  }
  const entries = Object.entries(value).map(([key, each]) => `${key}: ${flow(each)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
