import { dirname } from "node:path";
import { check } from "../../document/check.ts";
import { type Path, parsePath } from "../../document/path.ts";
import type { Problem } from "../../document/problem.ts";
import { type Reading, readBytes, readText } from "../../document/read-source.ts";
import { problemOf, problemsOf, type SourceError } from "../../document/source.ts";
import { dataOf, errorAt, find, type Tree } from "../../document/tree.ts";
import type { ServiceFile } from "../service-file.ts";
import { templateNames } from "../template.ts";
import { checks } from "./checks/index.ts";
import type { Mistake } from "./checks/raw.ts";
import { type Place, templatePlaces } from "./checks/template-places.ts";
import { notesOn } from "./notes.ts";
import { serviceSchema } from "./schema.ts";
import { serviceSubject, serviceVocabulary } from "./vocabulary.ts";

/** What a service file may use from outside. */
export interface ServiceOptions {
  /** The variables for `${env:NAME}`. One that is not set is then a problem; without this, it is only listed. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A valid service file. */
export interface ParsedService {
  readonly ok: true;
  readonly service: ServiceFile;
  /** The environment variables that it uses, by name. Their values never become part of it. */
  readonly variables: readonly string[];
  /** What it leaves out, and what cannot be found because of that. */
  readonly notes: readonly string[];
  /** Makes a problem with the value at a path, such as `balance.available`, that only shows later. */
  problemAt(path: string | Path, message: string): Problem;
}

/** Everything that is wrong with a service file, in its order. */
export interface InvalidService {
  readonly ok: false;
  readonly problems: readonly Problem[];
}

/** Reads the bytes of a service file. `file` is its path, and its name in problems. Never throws. */
export function parseServiceBytes(
  bytes: Uint8Array,
  file: string,
  options: ServiceOptions = {},
): ParsedService | InvalidService {
  return parse(readBytes(bytes, file, serviceSubject), options);
}

/** Reads the text of a service file. `file` is its path, and its name in problems. Never throws. */
export function parseService(text: string, file: string, options: ServiceOptions = {}): ParsedService | InvalidService {
  return parse(readText(text, { file, subject: serviceSubject }), options);
}

const EMPTY = "the file is empty: `chaos-payout init --service` writes one to begin with";

function parse(
  { source, tree, errors: syntax }: Reading,
  { environment }: ServiceOptions,
): ParsedService | InvalidService {
  const isEmpty = tree?.kind === "scalar" && tree.value === null;
  if (tree === undefined || isEmpty) {
    const empty: SourceError = { source, offset: null, message: EMPTY };
    return { ok: false, problems: problemsOf(syntax.length > 0 ? syntax : [empty], [source.file]) };
  }
  const { data, errors } = check(tree, serviceSchema, serviceVocabulary);
  const file = dataOf(tree);
  const places = templatePlaces(file);
  const found = [...checks.flatMap((each) => each(file)), ...unsetVariables(places, environment)];
  const all = [...syntax, ...errors, ...found.map((mistake) => errorOf(mistake, tree))];
  if (data === undefined || all.length > 0) return { ok: false, problems: problemsOf(all, [source.file]) };
  return {
    ok: true,
    service: { ...data, folder: dirname(source.file) },
    variables: variablesIn(places),
    notes: notesOn(file),
    problemAt: (path, message) => problemOf(errorAt(tree, steps(path), message)),
  };
}

function steps(path: string | Path): Path {
  return typeof path === "string" ? (parsePath(path) ?? []) : path;
}

function errorOf({ path, within, isKey = false, message, suggestion, known }: Mistake, tree: Tree): SourceError {
  const error = errorAt(tree, path, message, within);
  return {
    ...error,
    ...(isKey && { offset: find(tree, path).tree.origin.key }),
    ...(suggestion !== undefined && { suggestion }),
    ...(known !== undefined && { known }),
  };
}

/** The variables of the environment in a template, with their places; none in a text that is no template. */
function variablesOf({
  text,
}: Pick<Place, "text">): readonly { readonly variable: string; readonly position: number }[] {
  if (!text.includes("${env:")) return [];
  try {
    return templateNames(text)
      .filter(({ name }) => name.startsWith("env:"))
      .map(({ name, position }) => ({ variable: name.slice("env:".length), position }));
  } catch {
    // The check of templates has reported it.
    return [];
  }
}

function variablesIn(places: readonly Place[]): readonly string[] {
  return [...new Set(places.flatMap(variablesOf).map(({ variable }) => variable))].sort();
}

function unsetVariables(places: readonly Place[], environment: ServiceOptions["environment"]): readonly Mistake[] {
  if (environment === undefined) return [];
  return places.flatMap((place) =>
    variablesOf(place)
      .filter(({ variable }) => !environment[variable])
      .map(({ variable, position }) => {
        const message = `the variable ${variable} is not set: set it in the environment`;
        return { path: place.path, within: position, message };
      }),
  );
}
