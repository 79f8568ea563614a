import { z } from "zod";
import { listed } from "../domain/format.ts";
import { didYouMean } from "./did-you-mean.ts";
import { contradictionOf, shown } from "./messages.ts";
import type { Path } from "./path.ts";
import type { SourceError } from "./source.ts";
import { dataOf, errorAt, find, referencesIn, type ScalarTree, type Tree } from "./tree.ts";

type Issue = z.core.$ZodIssue;

/** What messages know about the keys and values of one kind of file beyond its schema. */
export interface Vocabulary {
  /** What the keys of the map at a path are called: `fault`, `metric`; most are just a `key`. */
  nounOf(map: Path): string;
  /** The message about an unknown key that is not just misspelled. */
  unknownKey(map: Path, key: string): string | undefined;
  /** The new name of each renamed value. */
  readonly formerValues: Readonly<Record<string, string>>;
}

/**
 * Checks a tree against a schema. Values from the environment may be secrets, and messages end up in logs. So messages about them come
 * from a second check, with a symbol in the place of each such value.
 */
export function check<Schema extends z.ZodType>(
  tree: Tree,
  schema: Schema,
  words: Vocabulary,
): { readonly data?: z.output<Schema>; readonly errors: readonly SourceError[] } {
  const result = schema.safeParse(dataOf(tree));
  if (result.success) return { data: result.data, errors: [] };
  const masked = schema.safeParse(dataOf(tree, mask)).error?.issues ?? [];
  return { errors: errorsOf(innermost(result.error.issues), { schema, tree, words }, innermost(masked)) };
}

/** Replaces a value from the environment by a symbol, which no field accepts. */
function mask({ value, reference }: ScalarTree): unknown {
  if (reference === undefined) return value;
  return Symbol(value === null ? `nothing: ${shown(reference)} is empty` : `the value of ${shown(reference)}`);
}

interface Checked {
  readonly schema: z.ZodType;
  readonly tree: Tree;
  readonly words: Vocabulary;
}

function errorsOf(issues: readonly Issue[], checked: Checked, masked: readonly Issue[]): SourceError[] {
  const { tree } = checked;
  const plain = issues.filter(({ path }) => !isRejected(tree, path));
  const unknown = plain.flatMap((issue) => unknownKeys(issue, checked));
  // A misspelled key is also missing. One error is enough.
  const misspelled = unknown.flatMap(({ map, error: { suggestion } }) => {
    return suggestion === undefined ? [] : [`${map} custom`, [...map, suggestion].join()];
  });
  const isReported = ({ code, path }: Issue) => {
    const isAbsent = misspelled.includes(path.join()) && !find(tree, path).isThere;
    return code === "unrecognized_keys" || isAbsent || misspelled.includes(`${path} ${code}`);
  };
  const message = messageOf(tree, masked);
  const rest = plain.filter((issue) => !isReported(issue));
  return [...unknown.map(({ error }) => error), ...rest.map((issue) => wrongValue(issue, checked, message(issue)))];
}

function isRejected(tree: Tree, path: Path): boolean {
  const { tree: found, isThere } = find(tree, path);
  return isThere && found.kind === "scalar" && found.isRejected === true;
}

/** Replaces the issue of a union by those of its closest alternative: one whose keys were used, or else one that takes names. */
function innermost(issues: readonly Issue[], before: Path = []): Issue[] {
  const isInside = ({ path, code }: Issue) => path.length > 0 || code === "unrecognized_keys" || code === "custom";
  return issues.flatMap((issue) => {
    const path = [...before, ...issue.path];
    const ways = issue.code === "invalid_union" ? issue.errors : [];
    const closest =
      ways.find((way) => way.every(isInside)) ?? ways.find((way) => way.every(({ code }) => code === "invalid_value"));
    return closest === undefined ? [{ ...issue, path }] : innermost(closest, path);
  });
}

/** The message of an issue, without values from the environment. */
function messageOf(tree: Tree, masked: readonly Issue[]): (issue: Issue) => string {
  const messages = new Map<string, string>();
  for (const { path, code, message } of masked) {
    messages.set(`${path.join()} ${code}`, message);
    messages.set(path.join(), message);
  }
  const references = (path: Path) => {
    const { tree: found, isThere } = find(tree, path);
    return isThere ? listed([...new Set(referencesIn(found).map(shown))]) : "";
  };
  return (issue) => {
    const contradiction = contradictionOf(issue);
    if (contradiction !== undefined) {
      const { depth, got } = contradiction;
      if (got === undefined) return issue.message;
      const used = references(issue.path.slice(0, issue.path.length - depth));
      return `${issue.message} ${used === "" ? got() : `(with the value of ${used})`}`;
    }
    const used = references(issue.path);
    // A message shows only its own value, and of a list only the length.
    const isLength = (issue.code === "too_small" || issue.code === "too_big") && issue.origin === "array";
    if (used === "" || isLength) return issue.message;
    const same = messages.get(`${issue.path.join()} ${issue.code}`) ?? messages.get(issue.path.join());
    return same ?? `${String(issue.path.at(-1))} cannot be the value of ${used}`;
  };
}

function unknownKeys(issue: Issue, { schema, tree, words }: Checked): { map: Path; error: SourceError }[] {
  if (issue.code !== "unrecognized_keys") return [];
  const known = knownKeys(schema, issue.path);
  const noun = words.nounOf(issue.path);
  return issue.keys.map((key) => {
    const { source, key: offset } = find(tree, [...issue.path, key]).tree.origin;
    const unknown = (message: string, more: Pick<SourceError, "suggestion" | "known"> = {}) => {
      return { map: issue.path, error: { source, offset, message, ...more } };
    };
    const special = words.unknownKey(issue.path, key);
    if (special !== undefined) return unknown(special);
    const suggestion = didYouMean(key, known);
    if (suggestion === undefined) return unknown(`unknown ${noun} ${shown(key)} (known: ${known.join(", ")})`);
    // The other keys are in the file; the names of faults and metrics, and the keys for --set, are not.
    const isNearby = noun === "key" && source.optionFor === undefined;
    return unknown(`unknown ${noun} ${shown(key)}`, isNearby ? { suggestion } : { suggestion, known });
  });
}

function wrongValue(issue: Issue, { tree, words }: Checked, message: string): SourceError {
  const { tree: found, isThere } = find(tree, issue.path);
  const { source, key } = found.origin;
  if (issue.code === "invalid_key") {
    const takes = issue.issues[0]?.message ?? issue.message;
    return { source, offset: key, message: `${takes} (got ${shown(issue.path.at(-1))})` };
  }
  const error = errorAt(tree, issue.path, message, contradictionOf(issue)?.within);
  if (contradictionOf(issue)?.within !== undefined) return error;
  const written = isThere && found.kind === "scalar" ? (found.reference ?? found.value) : undefined;
  if (typeof written !== "string") return error;
  const names = issue.code === "invalid_value" ? issue.values.map(String) : [];
  const current = words.formerValues[written];
  if (current !== undefined && names.includes(current)) {
    return { ...error, message: `${written} was renamed: write ${current}` };
  }
  const suggestion = shellVariable(written) ?? didYouMean(written, names);
  return suggestion === undefined ? error : { ...error, suggestion };
}

/** The reference for a variable that is written as in a shell. */
function shellVariable(written: string): string | undefined {
  const name = /^\$(?:\{ *)?([A-Za-z_][A-Za-z0-9_]*) *\}?$/.exec(written)?.[1];
  return name === undefined ? undefined : `\${env:${name}}`;
}

/** The keys of the map at a path. */
function knownKeys(schema: z.core.$ZodType | undefined, path: Path): readonly string[] {
  const [step, ...rest] = path;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return knownKeys(schema.unwrap(), path);
  }
  if (schema instanceof z.ZodPipe) return knownKeys(schema.in instanceof z.ZodTransform ? schema.out : schema.in, path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => knownKeys(option, path));
  if (schema instanceof z.ZodArray) return step === undefined ? [] : knownKeys(schema.element, rest);
  if (schema instanceof z.ZodRecord) {
    if (step !== undefined) return knownKeys(schema.valueType, rest);
    return schema.keyType instanceof z.ZodEnum ? schema.keyType.options.map(String) : [];
  }
  if (!(schema instanceof z.ZodObject)) return [];
  return step === undefined ? Object.keys(schema.shape) : knownKeys(schema.shape[String(step)], rest);
}
