import { z } from "zod";
import { mustBe } from "../document/messages.ts";
import { type Reading, readBytes } from "../document/read-source.ts";
import type { SourceError } from "../document/source.ts";
import { childOf, errorAt, type Tree } from "../document/tree.ts";
import { limits } from "./limits.ts";
import { scenarioSubject } from "./vocabulary.ts";

/** A file named by `extends`: its content, or why it cannot be read. */
export type BaseFile =
  | { readonly file: string; readonly bytes: Uint8Array }
  | { readonly file: string; readonly problem: string; readonly suggestion?: string };

/** Reads the file `name`, which `from` extends. The same file must always get the same `file` in the answer. */
export type ReadBase = (name: string, from: string) => BaseFile;

/** Reads the chain of bases of a file, most specific first. The errors are those of the chain, not those inside a file. */
export function readBases(own: Reading, read: ReadBase | undefined) {
  const readings = [own];
  let last = own;
  while (last.tree !== undefined) {
    const name = childOf(last.tree, "extends");
    if (name === undefined) break;
    const next = nextBase(readings, last.tree, name, read);
    if ("message" in next) return { readings, errors: [next] };
    readings.push(next);
    last = next;
  }
  return { readings, errors: [] };
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
    const { problem, suggestion } = base;
    return { ...refuse(problem), ...(suggestion !== undefined && { suggestion }) };
  }
  return checkedBase(readBytes(base.bytes, base.file, scenarioSubject), from);
}

function checkedBase(reading: Reading, from: string): Reading {
  const { tree } = reading;
  if (tree === undefined || tree.kind === "map") return reading;
  const got = tree.kind === "list" ? " (got a list)" : "";
  const wrong =
    tree.kind === "scalar" && tree.value === null
      ? { source: reading.source, offset: null, message: `the file is empty, but ${from} extends it` }
      : errorAt(tree, ["extends"], `a base must be a map with keys of a scenario${got}`);
  return { ...reading, tree: undefined, errors: [wrong] };
}

/** The value of `extends`: the path of one file, without variables. */
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
