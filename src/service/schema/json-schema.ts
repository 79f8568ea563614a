import { editorSchema, type JsonSchema } from "../../document/json-schema.ts";
import { serviceSchema } from "./schema.ts";

/** The JSON Schema of a service file for editors. */
export function serviceJsonSchema(): JsonSchema {
  return editorSchema(serviceSchema, { families: [], variable: undefined });
}
