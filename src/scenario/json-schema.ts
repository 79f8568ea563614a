import { z } from "zod";
import { scenarioSchema } from "./schema.ts";

/**
 * The JSON Schema of a scenario file, by which editors complete, explain and check. It comes from the zod schema, so it says nothing
 * of its own but what the zod schema never sees: that a variable may stand for any single value, and what a file that builds on another
 * may leave out.
 */

/** A JSON Schema, or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** Sentences by name, such as what each strategy does. */
export type NameTexts = Readonly<Record<string, string>>;

const VARIABLE = {
  title: "Variable",
  description:
    "The value of a variable of the environment, or what stands behind :- where it is not set. It may be a part of the value.",
  type: "string",
  pattern: "\\$\\{env:[A-Za-z_][A-Za-z0-9_]*(?::-[^}]*)?\\}",
  examples: [`\${env:NAME}`, `\${env:NAME:-default}`],
} as const;

/** What says something about a value and refuses none. It stays outside of the choice between a value and a variable. */
const SAYINGS: readonly string[] = ["title", "description", "default", "examples"];

/**
 * The whole schema, in draft 7, which is what editors read. `families` are the texts for values that are one of several names: each
 * choice takes its texts from the first family that has all of its names.
 */
export function scenarioJsonSchema(families: readonly NameTexts[]): JsonSchema {
  const written: JsonSchema = z.toJSONSchema(scenarioSchema, {
    io: "input",
    target: "draft-7",
    // Zod leaves examples out where a value is transformed, because they might be of what comes out. Ours are of what goes in.
    override({ zodSchema, jsonSchema }) {
      const examples = z.globalRegistry.get(zodSchema)?.["examples"];
      if (Array.isArray(examples)) jsonSchema.examples = examples;
    },
  });
  const { $schema, title, description, type, required, properties, ...rest } = field(written, families);
  return {
    ...{ $schema, title, description, type },
    // A file that builds on another may leave out what that one says.
    ...{ if: { required: ["extends"] }, else: { required } },
    properties: section(properties),
    ...rest,
    definitions: { variable: { ...VARIABLE } },
  };
}

/** One value with everything in it. */
function field(schema: JsonSchema, families: readonly NameTexts[]): JsonSchema {
  const { anyOf, properties, items, propertyNames, additionalProperties } = schema;
  if (isScalar(schema)) return orVariable([choice(schema, families)], schema);
  // A map may have an anyOf as well: which of its keys go together.
  if (Array.isArray(anyOf) && properties === undefined) {
    const ways = alternatives(schema).map((way) => (isScalar(way) ? choice(way, families) : field(way, families)));
    return ways.some(isScalar) ? orVariable(ways, schema) : { ...schema, anyOf: ways };
  }
  if (items !== undefined) return { ...schema, items: field(section(items), families) };
  if (properties !== undefined) return { ...schema, properties: each(section(properties), families) };
  if (additionalProperties === undefined) return schema;
  const value = section(additionalProperties);
  const { enum: names } = section(propertyNames);
  if (!Array.isArray(names)) return { ...schema, additionalProperties: field(value, families) };
  return {
    ...withoutNames(schema),
    properties: byName(names.map(String), value, families),
    additionalProperties: false,
  };
}

function each(properties: JsonSchema, families: readonly NameTexts[]): JsonSchema {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, field(section(value), families)]));
}

/** A map with names of a kind as its keys is written out key by key, so that an editor offers and explains each. */
function byName(names: readonly string[], value: JsonSchema, families: readonly NameTexts[]): JsonSchema {
  const texts = textsOf(names, families);
  const described = (name: string) => {
    const text = texts?.[name];
    const description = text === undefined ? value["description"] : `${capitalized(text)}. ${value["description"]}`;
    return field({ ...value, title: name, description }, families);
  };
  return Object.fromEntries(names.map((name) => [name, described(name)]));
}

function withoutNames({ propertyNames: _, ...rest }: JsonSchema): JsonSchema {
  return rest;
}

/** The alternatives of a value, nested ones included. */
function alternatives({ anyOf }: JsonSchema): JsonSchema[] {
  if (!Array.isArray(anyOf)) return [];
  return anyOf.map(section).flatMap((way) => {
    return Array.isArray(way["anyOf"]) && way["properties"] === undefined ? alternatives(way) : [way];
  });
}

function isScalar({ type, enum: names, pattern }: JsonSchema): boolean {
  return names !== undefined || pattern !== undefined || ["string", "integer", "number"].includes(String(type));
}

function orVariable(ways: readonly JsonSchema[], { ...schema }: JsonSchema): JsonSchema {
  const sayings = Object.entries(schema).filter(([keyword]) => SAYINGS.includes(keyword));
  const silent = ways.map((way) => (isScalar(way) ? withoutSayings(way) : way));
  return { ...Object.fromEntries(sayings), anyOf: [...silent, { $ref: "#/definitions/variable" }] };
}

function withoutSayings(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !SAYINGS.includes(keyword)));
}

/** A choice of names, with the text of each for editors. */
function choice(schema: JsonSchema, families: readonly NameTexts[]): JsonSchema {
  const { enum: names } = schema;
  if (!Array.isArray(names)) return schema;
  const texts = textsOf(names.map(String), families);
  const enumDescriptions = texts === undefined ? schema["enumDescriptions"] : names.map((name) => texts[String(name)]);
  return enumDescriptions === undefined
    ? schema
    : { ...schema, enumDescriptions, markdownEnumDescriptions: enumDescriptions };
}

function textsOf(names: readonly string[], families: readonly NameTexts[]): NameTexts | undefined {
  return families.find((texts) => names.every((name) => texts[name] !== undefined));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A part of a schema that is a schema itself; an empty one where it is something else. */
function section(part: unknown): JsonSchema {
  return typeof part === "object" && part !== null ? (part as JsonSchema) : {};
}
