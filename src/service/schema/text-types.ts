import { z } from "zod";
import { inWords, wrongMap } from "../../document/field-types.ts";
import { contradictWithin, mustBe } from "../../document/messages.ts";
import { compileSelector, SelectorError } from "../selector.ts";
import { serviceLimits as limits } from "./limits.ts";

/** A text that may hold templates, which are checked later, when it is known what exists where it stands. */
export function templateText(takes = "text, in which ${...} stands for a value") {
  const error = mustBe(`${takes}, at most ${limits.textLength} characters`, {
    got: (input) => (typeof input === "string" && input !== "" ? String(input.length) : undefined),
  });
  return z.string({ error }).min(1, { error }).max(limits.textLength, { error }).meta(inWords(takes));
}

/** The value of a header, a field or a variable: text, or a number or a boolean that becomes text. */
export function templateValue() {
  const takes = "text, a number or a boolean";
  const error = mustBe(takes);
  const text = z.string({ error }).max(limits.textLength, { error }).meta(inWords(takes));
  return z
    .union([text, z.number({ error }).meta(inWords(takes)), z.boolean({ error }).meta(inWords(takes))], { error })
    .transform(String);
}

/** A map from any name to a text that may hold templates. */
export function templateMap(takes: string, item: { title: string; description: string; example: string }) {
  const key = z.string().min(1).max(limits.pathLength);
  const { title, description, example } = item;
  const value = templateValue().meta({ title, description, examples: [example] });
  return z.record(key, value, { error: wrongMap(takes) });
}

/** A JMESPath expression; a mistake is reported at its own column. */
export function selector({ label }: { label?: string } = {}) {
  const takes = "a JMESPath expression such as withdrawal.state";
  const error = mustBe(`${takes}, at most ${limits.selectorLength} characters`, { label });
  return z
    .string({ error })
    .min(1, { error })
    .max(limits.selectorLength, { error, abort: true })
    .superRefine((text, context) => {
      const wrong = wrongSelector(text);
      if (wrong !== undefined) contradictWithin(context, wrong.position, wrong.message);
    })
    .meta(inWords(takes));
}

/** What is wrong with a JMESPath expression. */
export function wrongSelector(text: string): { readonly position: number; readonly message: string } | undefined {
  try {
    compileSelector(text);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    const wayOut = error.message.endsWith("ends too early") ? ": a bracket, a quote or a name is missing" : "";
    return { position: error.position, message: `${error.message}${wayOut}` };
  }
  const hyphenated = /(?<!["'`\w-])([A-Za-z_]\w*(?:-[A-Za-z_]\w*)+)(?!["'`\w-])/.exec(
    text.replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, blank),
  );
  if (hyphenated === null) return undefined;
  const [name] = hyphenated;
  return {
    position: hyphenated.index,
    message: `"${name}" is a subtraction in JMESPath: quote the name, as in '"${name}"'`,
  };
}

/** Quoted parts hide nothing that is looked for, and keep their length. */
function blank(quoted: string): string {
  return '"'.repeat(quoted.length);
}

/** The path of a file, relative to the service file. */
export function filePath(example: string) {
  const error = mustBe(`the path of a file, relative to this one, such as ${example}`);
  return z.string({ error }).regex(/\S/, { error }).max(limits.pathLength, { error });
}
