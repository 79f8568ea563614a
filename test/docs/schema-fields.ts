import type { JsonSchema } from "../../src/document/json-schema.ts";

/** What editors know and JSON Schema does not. */
export const forEditors = ["enumDescriptions", "markdownEnumDescriptions", "errorMessage", "patternErrorMessage"];

/** A field of a schema, with its path. */
export interface Field {
  readonly path: string;
  readonly field: JsonSchema;
}

/** Every field of a schema, at every depth. */
export function* fieldsOf(schema: JsonSchema, path: string): Generator<Field> {
  const inside: [string, JsonSchema | undefined][] = Object.entries(properties(schema));
  for (const part of ["items", "additionalProperties"]) {
    if (typeof schema[part] === "object") inside.push(["*", schema[part] as JsonSchema]);
  }
  for (const [key, field] of inside) {
    if (field === undefined) continue;
    yield { path: `${path}.${key}`, field };
    yield* fieldsOf(field, `${path}.${key}`);
  }
  for (const way of ways(schema)) yield* fieldsOf(way, path);
}

/** The alternatives of a field. */
export function ways(schema: JsonSchema): readonly JsonSchema[] {
  return (schema["anyOf"] as JsonSchema[] | undefined) ?? [];
}

/** The keys of a map. */
export function properties(schema: JsonSchema | undefined): Readonly<Record<string, JsonSchema | undefined>> {
  return (schema?.["properties"] as Record<string, JsonSchema> | undefined) ?? {};
}

/** A part of the field with a key. */
export function at(schema: JsonSchema, key: string, part: string): JsonSchema {
  return properties(schema)[key]?.[part] as JsonSchema;
}
