import { z } from "zod";
import { sentence } from "../domain/format.ts";

/** A JSON Schema or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** Phrases by name, such as what each strategy does. */
export type NameTexts = Readonly<Record<string, string>>;

/** Keywords that describe a value and refuse none. */
const ANNOTATIONS: readonly string[] = ["title", "description", "default", "examples"];

/**
 * The JSON Schema of a file for editors, in draft 7: the zod schema of its input. `families` are the texts for values that are one of
 * several names: each choice uses the first family that has all of its names. `variable` may stand for any single value.
 */
export function editorSchema(schema: z.ZodType, { families, variable }: EditorOptions): JsonSchema {
  const written: JsonSchema = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    // Zod drops the examples of transformed values, because they might be of the output. Ours are of the input.
    override({ zodSchema, jsonSchema }) {
      const examples = z.globalRegistry.get(zodSchema)?.["examples"];
      if (Array.isArray(examples)) jsonSchema.examples = examples;
    },
  });
  const { $schema, title, description, ...rest } = field(written, { families, variable });
  return { $schema, title, description, ...rest, ...(variable && { definitions: { variable } }) };
}

/** What editors are told beyond the schema. */
export interface EditorOptions {
  readonly families: readonly NameTexts[];
  readonly variable: JsonSchema | undefined;
}

function field(schema: JsonSchema, options: EditorOptions): JsonSchema {
  const { families } = options;
  const { anyOf, properties, items, propertyNames, additionalProperties } = schema;
  if (isScalar(schema)) return orVariable([choice(schema, families)], schema, options);
  // A map may have an anyOf as well: which of its keys go together.
  if (Array.isArray(anyOf) && properties === undefined) {
    const ways = alternatives(schema).map((way) => (isScalar(way) ? choice(way, families) : field(way, options)));
    return ways.some(isScalar) ? orVariable(ways, schema, options) : { ...schema, anyOf: ways };
  }
  if (items !== undefined) return { ...schema, items: field(asSchema(items), options) };
  if (properties !== undefined) {
    const fields = Object.entries(asSchema(properties)).map(([key, value]) => [key, field(asSchema(value), options)]);
    return { ...schema, properties: Object.fromEntries(fields) };
  }
  if (additionalProperties === undefined) return schema;
  const value = asSchema(additionalProperties);
  const { enum: names } = asSchema(propertyNames);
  if (!Array.isArray(names)) return { ...schema, additionalProperties: field(value, options) };
  // Editors complete and explain keys only where each is a property.
  const fields = byName(names.map(String), value, options);
  return { ...pick(schema, (keyword) => keyword !== "propertyNames"), properties: fields, additionalProperties: false };
}

function byName(names: readonly string[], value: JsonSchema, options: EditorOptions): JsonSchema {
  const texts = textsOf(names, options.families);
  const described = (name: string) => {
    const text = texts?.[name];
    const description = text === undefined ? value["description"] : `${sentence(text)} ${value["description"]}`;
    return field({ ...value, title: name, description }, options);
  };
  return Object.fromEntries(names.map((name) => [name, described(name)]));
}

/** The alternatives of a value, nested ones included. */
function alternatives({ anyOf }: JsonSchema): JsonSchema[] {
  if (!Array.isArray(anyOf)) return [];
  return anyOf.map(asSchema).flatMap((way) => {
    return Array.isArray(way["anyOf"]) && way["properties"] === undefined ? alternatives(way) : [way];
  });
}

function isScalar({ type, enum: names, pattern }: JsonSchema): boolean {
  return (
    names !== undefined || pattern !== undefined || ["string", "integer", "number", "boolean"].includes(String(type))
  );
}

function orVariable(ways: readonly JsonSchema[], schema: JsonSchema, { variable }: EditorOptions): JsonSchema {
  if (variable === undefined) return ways.length === 1 ? (ways[0] ?? schema) : { ...schema, anyOf: ways };
  const isAnnotation = (keyword: string) => ANNOTATIONS.includes(keyword);
  const bare = ways.map((way) => (isScalar(way) ? pick(way, (keyword) => !isAnnotation(keyword)) : way));
  return { ...pick(schema, isAnnotation), anyOf: [...bare, { $ref: "#/definitions/variable" }] };
}

function pick(schema: JsonSchema, isWanted: (keyword: string) => boolean): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => isWanted(keyword)));
}

function choice(schema: JsonSchema, families: readonly NameTexts[]): JsonSchema {
  const { enum: names } = schema;
  if (!Array.isArray(names)) return schema;
  const texts = textsOf(names.map(String), families);
  const enumDescriptions = texts === undefined ? schema["enumDescriptions"] : names.map((name) => texts[String(name)]);
  if (enumDescriptions === undefined) return schema;
  return { ...schema, enumDescriptions, markdownEnumDescriptions: enumDescriptions };
}

function textsOf(names: readonly string[], families: readonly NameTexts[]): NameTexts | undefined {
  return families.find((texts) => names.every((name) => texts[name] !== undefined));
}

function asSchema(part: unknown): JsonSchema {
  return typeof part === "object" && part !== null ? (part as JsonSchema) : {};
}
