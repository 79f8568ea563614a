import { z } from "zod";
import { crashPoints } from "../domain/crash-point.ts";
import { formerKeys, formerValues } from "../domain/former-names.ts";
import { didYouMean } from "./did-you-mean.ts";
import { shown } from "./fields.ts";
import type { Find, Path } from "./layers.ts";
import type { Complaint } from "./source.ts";
import { type Checked, wording } from "./veil.ts";

type Issue = z.core.$ZodIssue;

/** What has to be known of the data to say where an issue comes from, and in which words. */
export interface Origin extends Checked {
  /** Finds the place that answers for a path. */
  readonly find: Find;
}

/** What the schema found, in the words of the fields and at the place of the key or value that gave it. */
export function complaintsOf(
  issues: readonly Issue[],
  schema: z.ZodType,
  { find, expanded, underVeil }: Origin,
): Complaint[] {
  const plain = issues.flatMap((issue) => innermost(issue, []));
  const unknown = plain.flatMap((issue) => unknownKeys(issue, schema, find));
  // A key that seems to be missing may stand there misspelled, and what its map lacks as a whole with it. Once is enough.
  const misspelled = unknown.flatMap(({ map, complaint: { suggestion } }) => {
    return suggestion === undefined ? [] : [`${map} custom`, [...map, suggestion].join()];
  });
  const told = ({ code, path }: Issue) => {
    const absent = misspelled.includes(path.join()) && !find(path).whole;
    return code === "unrecognized_keys" || absent || misspelled.includes(`${path} ${code}`);
  };
  const rest = plain.filter((issue) => !told(issue));
  const words = wording({ expanded, underVeil: underVeil.flatMap((issue) => innermost(issue, [])) });
  return [...unknown.map(({ complaint }) => complaint), ...rest.map((issue) => wrongValue(issue, find, words(issue)))];
}

/** An issue of a union is told by the alternative that comes closest: a map by its keys, a word by the words it may be. */
function innermost(issue: Issue, before: Path): Issue[] {
  const path = [...before, ...issue.path];
  if (issue.code === "invalid_union") {
    const inside = ({ path: { length }, code }: Issue) =>
      length > 0 || code === "unrecognized_keys" || code === "custom";
    const closest =
      issue.errors.find((all) => all.every(inside)) ??
      issue.errors.find((all) => all.every(({ code }) => code === "invalid_value"));
    if (closest !== undefined) return closest.flatMap((each) => innermost(each, path));
  }
  return [{ ...issue, path }];
}

interface UnknownKey {
  readonly map: Path;
  readonly complaint: Complaint;
}

function unknownKeys(issue: Issue, schema: z.ZodType, find: Find): UnknownKey[] {
  if (issue.code !== "unrecognized_keys") return [];
  const known = knownKeys(schema, issue.path);
  const noun = nounOf(issue.path);
  return issue.keys.map((key) => {
    const { source, keyOffset: offset } = find([...issue.path, key]);
    const unknown = (message: string) => ({ map: issue.path, complaint: { source, offset, message } });
    const former = formerKeys.find(({ was }) => was.join() === [...issue.path, key].join());
    if (former !== undefined) return unknown(`${former.was.join(".")} was renamed: write ${former.now}`);
    if (noun === "fault" && crashPoints.some((point) => point === key)) {
      const instead = `write crashes: [{ at: ${key} }]`;
      return unknown(`${shown(key)} is a crash point, not a fault: ${instead}`);
    }
    const suggestion = didYouMean(key, known);
    if (suggestion === undefined) return unknown(`unknown ${noun} ${shown(key)}: known here are ${known.join(", ")}`);
    // The words of a file can be looked up in it; the names of faults and metrics, and what can be set, stand nowhere near.
    const others = noun === "key" && source.optionFor === undefined ? {} : { known };
    const { map, complaint } = unknown(`unknown ${noun} ${shown(key)}`);
    return { map, complaint: { ...complaint, suggestion, ...others } };
  });
}

/** What the keys of a map are. The names that a scenario gives its projects and alerts may be any of these words. */
function nounOf([top, ...below]: Path): "fault" | "metric" | "key" {
  if (top === "load" && below.at(-1) === "faults") return "fault";
  return top === "thresholds" ? "metric" : "key";
}

function wrongValue(issue: Issue, find: Find, message: string): Complaint {
  const { source, offset, keyOffset, written } = find(issue.path);
  if (issue.code === "invalid_key") {
    const takes = issue.issues[0]?.message ?? issue.message;
    return { source, offset: keyOffset, message: `${takes}, and ${shown(issue.path.at(-1))} is not` };
  }
  const names = issue.code === "invalid_value" ? issue.values.map(String) : [];
  const current = formerValues[written ?? ""];
  if (current !== undefined && names.includes(current)) {
    return { source, offset, message: `${written} was renamed: write ${current}` };
  }
  const suggestion = written === undefined ? undefined : (variable(written) ?? didYouMean(written, names));
  const complaint = { source, offset, message };
  return suggestion === undefined ? complaint : { ...complaint, suggestion };
}

/** The reference that was probably meant by one in the shell's form. */
function variable(written: string): string | undefined {
  const name = /^\$(?:\{ *)?([A-Za-z_][A-Za-z0-9_]*) *\}?$/.exec(written)?.[1];
  return name === undefined ? undefined : `\${env:${name}}`;
}

/** The keys that the schema knows at a path; none where it is no map. */
function knownKeys(schema: z.core.$ZodType | undefined, path: Path): readonly string[] {
  const [step, ...rest] = path;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return knownKeys(schema.unwrap(), path);
  }
  if (schema instanceof z.ZodPipe) return knownKeys(schema.in, path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => knownKeys(option, path));
  if (schema instanceof z.ZodArray) return step === undefined ? [] : knownKeys(schema.element, rest);
  if (schema instanceof z.ZodRecord) {
    if (step !== undefined) return knownKeys(schema.valueType, rest);
    return schema.keyType instanceof z.ZodEnum ? schema.keyType.options.map(String) : [];
  }
  if (!(schema instanceof z.ZodObject)) return [];
  return step === undefined ? Object.keys(schema.shape) : knownKeys(schema.shape[String(step)], rest);
}
