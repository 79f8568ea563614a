import { z } from "zod";
import { limits } from "./limits.ts";
import { mustBe } from "./messages.ts";
import { type Reading, readBytes } from "./read-source.ts";
import type { SourceError } from "./source.ts";
import { errorAt, find, type Tree } from "./tree.ts";

/**
 * A file may extend a base, which may extend another one, and so on. Which file a name means, and reading it, is up to whoever passes
 * in the reader.
 */

/** The file that a name means, seen from the file that names it: its content, or why it cannot be read. */
export type BaseFile =
  | { readonly file: string; readonly bytes: Uint8Array }
  | { readonly file: string; readonly problem: string; readonly suggestion?: string };

/** Reads a base. `name` is as written, `from` the file that names it; the answer's `file` is the same for the same file. */
export type ReadBase = (name: string, from: string) => BaseFile;

/** Reads the bases of a file, and theirs, from the most to the least specific. The errors are those of the chain, not of what is in a file. */
export function readBases(own: Reading, read: ReadBase | undefined) {
  const readings = [own];
  const errors: SourceError[] = [];
  for (let last: Reading | undefined = own; last?.tree !== undefined; ) {
    const { tree, isThere } = find(last.tree, ["extends"]);
    if (!isThere) break;
    const next = nextBase(readings, last.tree, tree, read);
    if ("message" in next) errors.push(next);
    else readings.push(next);
    last = "message" in next ? undefined : next;
  }
  return { readings, errors };
}

function nextBase(
  before: readonly Reading[],
  around: Tree,
  name: Tree,
  read: ReadBase | undefined,
): Reading | SourceError {
  const refuse = (message: string) => errorAt(around, ["extends"], message);
  const parsed = baseName().safeParse(name.kind === "scalar" ? name.value : name.kind === "list" ? [] : {});
  if (!parsed.success) return refuse(parsed.error.issues[0]?.message ?? "");
  if (read === undefined)
    return refuse("`extends` needs a `readBase` function, as in parseScenario(text, file, { readBase })");
  if (before.length > limits.bases)
    return refuse(`too many bases in a row (at most ${limits.bases}): merge some of them`);
  const files = before.map(({ source }) => source.file);
  const from = files.at(-1) ?? "";
  const base = read(parsed.data, from);
  if (files.includes(base.file)) {
    const circle = [...files.slice(files.indexOf(base.file)), base.file].join(" → ");
    return refuse(`the files extend each other in a circle (${circle}): one of them must not extend another`);
  }
  if ("problem" in base) {
    return base.suggestion === undefined
      ? refuse(base.problem)
      : { ...refuse(base.problem), suggestion: base.suggestion };
  }
  return checkedBase(readBytes(base.bytes, base.file), from);
}

function checkedBase(reading: Reading, from: string): Reading {
  const { tree } = reading;
  if (tree === undefined || tree.kind === "map") return reading;
  const wrong =
    tree.kind === "scalar" && tree.value === null
      ? { source: reading.source, offset: null, message: `the file is empty, but ${from} extends it` }
      : errorAt(
          tree,
          ["extends"],
          `a base must be a map with keys of a scenario${tree.kind === "list" ? " (got a list)" : ""}`,
        );
  return { ...reading, tree: undefined, errors: [wrong] };
}

/** What `extends` takes: the path of one file, exactly as written. */
export function baseName() {
  const error = mustBe("the path of a YAML file, relative to this one, such as shared/base.yaml", {
    label: "extends",
    hint: (input) => {
      if (typeof input !== "string") return undefined;
      if (ADDRESS.test(input)) return "addresses are not read: keep a copy beside this file";
      return input.includes("${") ? "variables are only expanded in other values" : undefined;
    },
  });
  return z
    .string({ error })
    .regex(/\S/, { error })
    .refine((text) => !ADDRESS.test(text) && !text.includes("${"), { error })
    .max(limits.pathLength, { error });
}

const ADDRESS = /^[a-z][a-z0-9+.-]+:\/\//i;
