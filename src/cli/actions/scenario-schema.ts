import type { Explanation } from "../../explain/explanation.ts";
import { families } from "../../explain/index.ts";
import { paymentFaultTexts } from "../../explain/payment-faults.ts";
import { wireFaultTexts } from "../../explain/wire-faults.ts";
import { type NameTexts, scenarioJsonSchema } from "../../scenario/json-schema.ts";

/** What the schema is called wherever it lies beside scenarios. */
export const SCHEMA_FILE = "scenario.schema.json";

/** The text of the JSON Schema file: what each name of the language means is told in the words of `explain`. */
export function scenarioSchemaText(): string {
  const faults = { ...sentences(paymentFaultTexts, (is) => `the payment ${is}`), ...sentences(wireFaultTexts) };
  const texts = [faults, ...families.map((family) => sentences(family.texts))];
  return `${JSON.stringify(scenarioJsonSchema(texts), null, 2)}\n`;
}

function sentences(texts: Readonly<Record<string, Explanation>>, sentence = (is: string) => is): NameTexts {
  return Object.fromEntries(Object.entries(texts).map(([name, { summary }]) => [name, sentence(summary)]));
}
