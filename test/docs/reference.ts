import { table } from "./markdown-table.ts";

/** A page with every key of a kind of file, made from its JSON Schema, which is made from the schema that reads the files. */

/** A JSON Schema, or a part of one. */
interface Schema {
  readonly [keyword: string]: unknown;
}

/** The page, from the schema. Maps with the same keys stand once, and later ones point to the first. */
export function referencePage(introduction: string, schema: Schema): string {
  const seen = new Map<string, string>();
  return `${[introduction, ...section("The file", schema, "", seen)].join("\n\n")}\n`;
}

/** A map with its keys, and then the maps below it. */
function section(title: string, schema: Schema, path: string, seen: Map<string, string>): string[] {
  const keys = JSON.stringify(schema["properties"]);
  const first = seen.get(keys);
  if (first !== undefined) return [`\`${path}\` takes what \`${first}\` takes.`];
  seen.set(keys, path);
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
    ...properties.flatMap(([key, field]) => below(path === "" ? key : `${path}.${key}`, part(field), seen)),
  ];
}

/** The sections for what lies below one key: a map, the items of a list, the entries of a map with free keys. */
function below(path: string, field: Schema, seen: Map<string, string>): string[] {
  const title = String(field["title"] ?? path);
  const forms = [field, ...ways(field)];
  const map = forms.find((way) => way["properties"] !== undefined);
  const free = mapIn(part(field["additionalProperties"]));
  const items = mapIn(part(forms.find((way) => way["items"] !== undefined)?.["items"]));
  const list =
    items["properties"] === undefined
      ? []
      : section(title, { ...items, description: field["description"] }, `${path}[]`, seen);
  // A map in the place of a list is something else than its items.
  const mapTitle = list.length === 0 ? title : String(map?.["title"] ?? title);
  return [
    ...list,
    ...(map === undefined
      ? []
      : isListOfNames(map)
        ? settings(map, path, seen)
        : section(mapTitle, { ...field, ...map }, path, seen)),
    ...(free["properties"] === undefined
      ? []
      : section(title, { ...free, description: field["description"] }, `${path}.NAME`, seen)),
  ];
}

/** The settings of each name of a list of names, where it takes any. */
function settings(map: Schema, path: string, seen: Map<string, string>): string[] {
  const each = mapIn(part(Object.values(part(map["properties"]))[0]));
  return each["properties"] === undefined ? [] : section(String(each["title"]), each, `${path}.NAME`, seen);
}

/** A map, or the one among several forms of a value. */
function mapIn(field: Schema): Schema {
  if (field["properties"] !== undefined) return field;
  return ways(field).find((way) => way["properties"] !== undefined) ?? field;
}

/** The names that a key takes, each with its sentence. */
function names(path: string, field: Schema): string[] {
  const forms = [field, ...ways(field)];
  const listed = forms.map((way) => part(way["items"])).flatMap((item) => [item, ...ways(item)]);
  const choice = [...forms, ...listed].find((way) => Array.isArray(way["enumDescriptions"]));
  const known = isListOfNames(field) ? Object.entries(part(field["properties"])) : [];
  const rows =
    choice === undefined
      ? known.map(([name, each]) => [
          `\`${name}\``,
          String(part(each)["description"]).replace(/ (?:For h|H)ow many.*$/, ""),
        ])
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
    if (way["const"] !== undefined) return [`\`${String(way["const"])}\``];
    if (way["type"] === "boolean") return ["`true` or `false`"];
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
