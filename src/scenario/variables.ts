import { parse } from "yaml";
import { formatInteger } from "../domain/format.ts";
import { AUTHORIZATION_VARIABLE } from "../domain/send.ts";
import { maskControls } from "../text/strip-controls.ts";
import { type Find, isRecord, type Path } from "./layers.ts";
import { limits } from "./limits.ts";
import type { Complaint } from "./source.ts";

/**
 * Variables in values: `${env:NAME}`, or `${env:NAME:-default}` where the variable may be missing or empty. `$${env:NAME}` is that
 * text itself. A value that is one reference and nothing else becomes what YAML reads in it, so that `${env:PAYOUTS}` can be a
 * number; but always one value, never a list or a map. Everything else in `${ }` is left alone. What comes of it is part of the scenario,
 * and shown in plans and reports like the rest; so the one variable that is known to be a secret is refused.
 */

/** The environment, as a process has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A value into which something from the environment went. */
export interface Expanded {
  readonly path: Path;
  /** As it is written, which is all that may be shown of it: the variable may hold a secret. */
  readonly written: string;
  /** What came of it, of which nothing may be shown: null for nothing. */
  readonly value: unknown;
}

/** Data without references. */
export interface Expansion {
  readonly data: unknown;
  readonly expanded: readonly Expanded[];
  /** The variables that were set and went into a value, by name. */
  readonly variables: readonly string[];
  readonly complaints: readonly Complaint[];
  /** Where the complaints are. */
  readonly failed: readonly Path[];
}

/** Replaces every reference in the data. `find` tells where a value is written. */
export function expand(data: unknown, find: Find, environment: Environment): Expansion {
  const expanded: Expanded[] = [];
  const variables = new Set<string>();
  const complaints: Complaint[] = [];
  const failed: Path[] = [];
  const walk = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (isRecord(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, walk(child, [...path, key])]));
    }
    if (typeof value !== "string" || !value.includes("${env:")) return value;
    const result = expandText(value, environment);
    if ("message" in result) {
      failed.push(path);
      complaints.push(complaintAt(find, path, result));
      return value;
    }
    for (const name of result.variables) variables.add(name);
    if (result.variables.length > 0) expanded.push({ path, written: value, value: result.value });
    return result.value;
  };
  return { data: walk(data, []), expanded, variables: [...variables].sort(), complaints, failed };
}

interface Trouble {
  /** The reference, as it is written. */
  readonly reference: string;
  readonly message: string;
}

interface ExpandedText {
  readonly value: unknown;
  readonly variables: readonly string[];
}

const REFERENCE = /(\$?)\$\{env:([^}]*)(\}?)/g;
const BODY = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;

function expandText(text: string, environment: Environment): ExpandedText | Trouble {
  const variables: string[] = [];
  let [trouble, only]: [Trouble | undefined, boolean] = [undefined, false];
  const value = text.replaceAll(REFERENCE, (reference: string, dollar: string, body: string, close: string) => {
    if (dollar !== "") return reference.slice(1);
    const read = readReference(reference, body, close, environment);
    if ("message" in read) {
      trouble ??= read;
      return "";
    }
    if (read.variable !== undefined) variables.push(read.variable);
    only = reference === text;
    return read.text;
  });
  if (trouble !== undefined) return trouble;
  if (value.length > limits.expandedLength) {
    return {
      reference: text,
      message: `with its variables this is longer than ${formatInteger(limits.expandedLength)} characters`,
    };
  }
  return { value: only ? plainScalar(value) : value, variables };
}

function readReference(
  reference: string,
  body: string,
  close: string,
  environment: Environment,
): { readonly text: string; readonly variable?: string } | Trouble {
  const what = maskControls(reference.length > 40 ? `${reference.slice(0, 39)}…` : reference);
  const refuse = (message: string) => ({ reference, message });
  if (close === "") return refuse(`${what} has no } at its end: write \${env:NAME} or \${env:NAME:-default}`);
  if (body.includes("${")) return refuse(`${what} has a reference inside another, and they do not nest`);
  const [, name, fallback] = BODY.exec(body) ?? [];
  if (name === undefined) {
    return refuse(
      `${what} names no variable: write \${env:NAME} or \${env:NAME:-default}, a name of letters, digits and _`,
    );
  }
  if (name === AUTHORIZATION_VARIABLE) {
    return refuse(`${name} is a secret, and what a scenario holds is shown in reports: leave it out`);
  }
  const set = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (set !== undefined && (set !== "" || fallback === undefined)) return { text: set, variable: name };
  if (fallback !== undefined) return { text: fallback };
  return refuse(`the variable ${name} is not set: set it, or write a default, as in \${env:${name}:-default}`);
}

/** What YAML reads in one word: nothing, a truth value or a number; else the word itself. */
function plainScalar(text: string): unknown {
  const word = text.trim();
  if (!/^(?:~|null|true|false|[-+]?\.?\d[\w.+-]*|[-+]?\.(?:inf|nan))?$/i.test(word)) return word;
  const value: unknown = parse(word);
  return typeof value === "string" ? word : value;
}

/** A complaint at the reference itself where the text shows it, else at the value that it stands in. */
function complaintAt(find: Find, path: Path, { reference, message }: Trouble): Complaint {
  const { source, offset, written = "" } = find(path);
  const within = source.text.slice(offset, offset + written.length + 2).indexOf(reference);
  return { source, offset: offset + Math.max(0, within), message };
}
