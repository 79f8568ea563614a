import { parse } from "yaml";
import type { SourceError } from "../document/source.ts";
import { mapScalars, type ScalarTree, type Tree } from "../document/tree.ts";
import { formatInteger } from "../domain/format.ts";
import { AUTHORIZATION_VARIABLE } from "../domain/send.ts";
import { maskControls } from "../text/strip-controls.ts";
import { limits } from "./limits.ts";

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A tree with its references replaced. */
export interface Expansion {
  readonly tree: Tree;
  /** The names of the variables that were set and used. */
  readonly variables: readonly string[];
  readonly errors: readonly SourceError[];
}

/**
 * Replaces `${env:NAME}` and `${env:NAME:-default}` in values; `$${env:NAME}` stands for the text itself. A value that is only a reference
 * is read as a YAML scalar, so `${env:PAYOUTS}` can be a number.
 */
export function expand(tree: Tree, environment: Environment): Expansion {
  const variables = new Set<string>();
  const errors: SourceError[] = [];
  const expanded = mapScalars(tree, (scalar) => {
    const { value: text } = scalar;
    if (typeof text !== "string" || !text.includes("${env:")) return scalar;
    const result = expandText(text, environment);
    if ("message" in result) {
      errors.push(errorAtReference(scalar, text, result));
      return { ...scalar, isRejected: true };
    }
    for (const name of result.variables) variables.add(name);
    const { value } = result;
    return result.variables.length === 0 ? { ...scalar, value } : { ...scalar, value, reference: text };
  });
  return { tree: expanded, variables: [...variables].sort(), errors };
}

interface BadReference {
  readonly reference: string;
  readonly message: string;
}

const REFERENCE = /(\$?)\$\{env:([^}]*)(\}?)/g;
const BODY = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;
const FORMS = `write \${env:NAME} or \${env:NAME:-default}`;

function expandText(
  text: string,
  environment: Environment,
): { readonly value: unknown; readonly variables: readonly string[] } | BadReference {
  const variables: string[] = [];
  let bad: BadReference | undefined;
  let isWhole = false;
  const value = text.replaceAll(REFERENCE, (reference: string, dollar: string, body: string, close: string) => {
    if (dollar !== "") return reference.slice(1);
    const read = readReference(reference, body, close, environment);
    if ("message" in read) {
      bad ??= { reference, message: read.message };
      return "";
    }
    if (read.variable !== undefined) variables.push(read.variable);
    isWhole = reference === text;
    return read.text;
  });
  if (bad !== undefined) return bad;
  if (value.length > limits.expandedLength) {
    const most = formatInteger(limits.expandedLength);
    return { reference: text, message: `longer than ${most} characters once its variables are expanded` };
  }
  return { value: isWhole ? plainScalar(value) : value, variables };
}

function readReference(
  reference: string,
  body: string,
  close: string,
  environment: Environment,
): { readonly text: string; readonly variable?: string } | { readonly message: string } {
  const what = maskControls(reference.length > 40 ? `${reference.slice(0, 39)}…` : reference);
  if (close === "") return { message: `${what} has no closing }: ${FORMS}` };
  if (body.includes("${")) return { message: `${what} contains another reference, and references do not nest` };
  const [, name, fallback] = BODY.exec(body) ?? [];
  if (name === undefined)
    return { message: `${what} names no variable: ${FORMS}, with letters, digits and _ in the name` };
  // Plans and reports show the values of a scenario.
  if (name === AUTHORIZATION_VARIABLE) {
    return { message: `${name} is a secret, and reports show what is in a scenario: leave it out` };
  }
  const set = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (set !== undefined && (set !== "" || fallback === undefined)) return { text: set, variable: name };
  if (fallback !== undefined) return { text: fallback };
  return { message: `the variable ${name} is not set: set it, or write a default, as in \${env:${name}:-default}` };
}

/** What YAML reads in one word: a null, a boolean, a number, or the word. */
function plainScalar(text: string): unknown {
  const word = text.trim();
  if (!/^(?:~|null|true|false|[-+]?\.?\d[\w.+-]*|[-+]?\.(?:inf|nan))?$/i.test(word)) return word;
  const value: unknown = parse(word);
  return typeof value === "string" ? word : value;
}

/** An error at the reference, or at its value where escapes in the source hide the reference. */
function errorAtReference({ origin }: ScalarTree, text: string, { reference, message }: BadReference): SourceError {
  const { source, value } = origin;
  const within = source.text.slice(value, value + text.length + 2).indexOf(reference);
  return { source, offset: value + Math.max(0, within), message };
}
