import { editorSchema, type JsonSchema, type NameTexts } from "../document/json-schema.ts";
import { scenarioSchema } from "./schema.ts";

const VARIABLE = {
  title: "Variable",
  description:
    "The value of a variable of the environment, or what stands behind :- where it is not set. It may be a part of the value.",
  type: "string",
  pattern: "\\$\\{env:[A-Za-z_][A-Za-z0-9_]*(?::-[^}]*)?\\}",
  examples: [`\${env:NAME}`, `\${env:NAME:-default}`],
} as const;

/** The JSON Schema of a scenario file for editors: the zod schema, with a variable allowed for any single value. */
export function scenarioJsonSchema(families: readonly NameTexts[]): JsonSchema {
  const schema = editorSchema(scenarioSchema, { families, variable: VARIABLE });
  const { $schema, title, description, type, required, properties, ...rest } = schema;
  return {
    $schema,
    title,
    description,
    type,
    // The required keys may be in a base.
    if: { required: ["extends"] },
    else: { required },
    properties,
    ...rest,
  };
}
