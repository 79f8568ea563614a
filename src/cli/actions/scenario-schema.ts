import type { Explanation } from "../../explain/explanation.ts";
import { families } from "../../explain/index.ts";
import { paymentFaultTexts } from "../../explain/payment-faults.ts";
import { wireFaultTexts } from "../../explain/wire-faults.ts";
import { type NameTexts, scenarioJsonSchema } from "../../scenario/json-schema.ts";

/** The name of the schema file beside scenarios. */
export const SCHEMA_FILE = "scenario.schema.json";

/** The JSON Schema of scenario files, with the sentence of `explain` for every name. */
export function scenarioSchemaText(): string {
  const faults = { ...sentences(paymentFaultTexts, (is) => `the payment ${is}`), ...sentences(wireFaultTexts) };
  const texts = [faults, ...families.map((family) => sentences(family.texts))];
  return `${JSON.stringify(scenarioJsonSchema(texts), null, 2)}\n`;
}

function sentences(texts: Readonly<Record<string, Explanation>>, sentence = (is: string) => is): NameTexts {
  return Object.fromEntries(Object.entries(texts).map(([name, { summary }]) => [name, sentence(summary)]));
}
