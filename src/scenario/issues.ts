import { z } from "zod";
import { crashPoints } from "../api/crash-points.ts";
import { didYouMean } from "./did-you-mean.ts";
import { shown } from "./fields.ts";
import type { Find, Path } from "./layers.ts";
import type { Complaint } from "./source.ts";
import type { Expanded } from "./variables.ts";

type Issue = z.core.$ZodIssue;

/** What has to be known of the data to say where an issue comes from. */
export interface Origin {
  /** Finds the place that answers for a path. */
  readonly find: Find;
  /** The values that came from the environment, which may not be shown. */
  readonly expanded: readonly Expanded[];
}

/** What the schema found, in the words of the fields and at the place of the key or value that gave it. */
export function complaintsOf(issues: readonly Issue[], schema: z.ZodType, { find, expanded }: Origin): Complaint[] {
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
  return [
    ...unknown.map(({ complaint }) => complaint),
    ...rest.map((issue) => veiled(wrongValue(issue, find), issue, expanded)),
  ];
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
    if (noun === "fault" && crashPoints.some((point) => point === key)) {
      const instead = `write it as api: { crash: [{ at: ${key} }] }`;
      return unknown(`${shown(key)} is a crash point and no fault of a phase: ${instead}`);
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

function wrongValue(issue: Issue, find: Find): Complaint {
  const { source, offset, keyOffset, written } = find(issue.path);
  if (issue.code === "invalid_key") {
    const message = `${issue.issues[0]?.message ?? issue.message}, and ${shown(issue.path.at(-1))} is not`;
    return { source, offset: keyOffset, message };
  }
  const names = issue.code === "invalid_value" ? issue.values.map(String) : [];
  const suggestion = written === undefined ? undefined : (variable(written) ?? didYouMean(written, names));
  const complaint = { source, offset, message: issue.message };
  return suggestion === undefined ? complaint : { ...complaint, suggestion };
}

/** The reference that was probably meant by one in the shell's form. */
function variable(written: string): string | undefined {
  const name = /^\$(?:\{ *)?([A-Za-z_][A-Za-z0-9_]*) *\}?$/.exec(written)?.[1];
  return name === undefined ? undefined : `\${env:${name}}`;
}

/**
 * A value from the environment may be a secret, and what is wrong with it is printed into logs. So a complaint about one shows the
 * reference instead; and one about several values that belong together leaves its figures out when one of them is such a value.
 */
function veiled(complaint: Complaint, { path, code, message }: Issue, expanded: readonly Expanded[]): Complaint {
  const itself = expanded.find((each) => each.path.join() === path.join());
  if (itself !== undefined) {
    const takes = message.slice(0, Math.max(0, message.lastIndexOf(", and ")));
    const wrong =
      itself.value === null ? `${shown(itself.written)} is empty` : `what ${shown(itself.written)} holds is not`;
    return {
      ...complaint,
      message:
        takes === "" || takes.includes(shown(itself.value))
          ? `${String(path.at(-1))} cannot be what ${shown(itself.written)} holds`
          : `${takes}, and ${wrong}`,
    };
  }
  if (code !== "custom") return complaint;
  const related = expanded.filter(
    (each) => startsWith(each.path, path) || (path.length > 1 && startsWith(each.path, path.slice(0, -1))),
  );
  if (related.length === 0) return complaint;
  const names = related.map(({ written }) => shown(written)).join(" and ");
  return {
    ...complaint,
    message: `${message.replaceAll(/\d[\d,.]*/g, "…")} (figures left out, for ${names} is behind them)`,
  };
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, index) => String(step) === String(path[index]));
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
