import { z } from "zod";
import { inWords, listOf, oneOf, section, wrongMap } from "../../document/field-types.ts";
import { contradict, contradictWithin, mustBe } from "../../document/messages.ts";
import { compileSelector } from "../selector.ts";
import type { Condition, Test } from "../service-file.ts";
import { serviceLimits as limits } from "./limits.ts";
import { wrongSelector } from "./text-types.ts";

const TEST = 'a value, a list of values, { exists: true }, { matches: "..." }, { not: ... } or { type: string }';

/** One value of a JSON answer. */
function plainValue() {
  const takes = "a text, a number, true, false or null";
  const error = mustBe(takes, { label: "a value" });
  return z.union([z.string({ error }), z.number({ error }), z.boolean({ error }), z.null({ error })], { error }).meta({
    title: "Value",
    description: "A value that is compared with the one in the answer, type included.",
    examples: ["completed", true],
    ...inWords(takes),
  });
}

const oneOrMore = () =>
  z
    .union([plainValue(), listOf(plainValue(), "values", limits.values)], {
      error: mustBe("a value or a list of values"),
    })
    .transform((written) => (Array.isArray(written) ? written : [written]));

const pattern = z
  .string({ error: mustBe("a regular expression such as ^insufficient") })
  .max(limits.patternLength, { error: mustBe(`a regular expression of at most ${limits.patternLength} characters`) })
  .superRefine((text, context) => {
    const reason = wrongPattern(text);
    if (reason !== undefined) contradictWithin(context, 0, `not a regular expression: ${reason}`);
  });

/** What is wrong with a regular expression. */
function wrongPattern(text: string): string | undefined {
  try {
    new RegExp(text, "u");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return error.message.replace(/^.*: /, "").toLowerCase();
  }
  return undefined;
}

const writtenTest = section(
  {
    exists: z
      .boolean({ error: mustBe("true or false") })
      .optional()
      .meta({
        title: "Exists",
        description: "Whether there is a value other than null.",
        examples: [true],
        ...inWords("true or false"),
      }),
    matches: pattern.optional().meta({
      title: "Matches",
      description: "A regular expression that must match somewhere in the text.",
      examples: ["^insufficient"],
      ...inWords("a regular expression"),
    }),
    not: oneOrMore()
      .optional()
      .meta({
        title: "Not",
        description: "None of these values.",
        examples: ["failed", ["failed", "cancelled"]],
      }),
    type: oneOf(["boolean", "number", "string", "array", "object"])
      .optional()
      .meta({
        title: "Type",
        description: "The JSON type of the value.",
        examples: ["object"],
        enumDescriptions: ["true or false", "a number", "a text", "a list", "a map"],
      }),
  },
  { label: "a test", takes: TEST },
)
  .transform((written, context): Test => {
    const [kind, another] = Object.keys(written).filter((key) => written[key as keyof typeof written] !== undefined);
    if (another !== undefined) {
      contradict(context, [another], `a test has one key (got ${kind} and ${another}): use a selector for each`);
    }
    if (written.exists !== undefined) return { kind: "exists", exists: written.exists };
    if (written.matches !== undefined) return { kind: "matches", pattern: written.matches };
    if (written.not !== undefined) return { kind: "is-not", values: written.not };
    if (written.type !== undefined) return { kind: "type", type: written.type };
    contradict(context, [], `a test must be ${TEST} (got an empty map)`);
    return z.NEVER;
  })
  .meta({
    title: "Other test",
    description: "A test other than being equal: exists, matches, not or type.",
    examples: [{ exists: true }, { not: "failed" }],
  });

const test = z
  .union([oneOrMore().transform((values): Test => ({ kind: "is", values })), writtenTest], { error: mustBe(TEST) })
  .meta({
    title: "Test",
    description: "What has to hold of the value: it is this one, one of these, or passes another test.",
    examples: ["completed", ["completed", "settled"], { exists: true }],
  });

const selectorKey = z.string().superRefine((text, context) => {
  const wrong = wrongSelector(text);
  if (wrong !== undefined) context.addIssue({ code: "custom", message: `a key must be a selector: ${wrong.message}` });
});

const STATUS = "a status such as 200, a range such as 2xx or 200-204, or a list of these";

const oneStatus = () => {
  const error = mustBe(STATUS, { label: "status" });
  const number = z.int({ error }).min(100, { error }).max(599, { error }).meta(inWords(STATUS));
  const range = z
    .string({ error })
    .regex(/^(?:[1-5]xx|[1-5]\d\d-[1-5]\d\d)$/, { error })
    .meta(inWords(STATUS));
  return z.union([number, range], { error }).meta({
    title: "One status",
    description: "A status, or a range with both ends included.",
    examples: [200, "2xx"],
  });
};

function rangeOf(written: number | string): { readonly from: number; readonly to: number } {
  if (typeof written === "number") return { from: written, to: written };
  const [from = "", to] = written.split("-");
  if (to !== undefined) return { from: Number(from), to: Number(to) };
  return { from: Number(from[0]) * 100, to: Number(from[0]) * 100 + 99 };
}

/** A condition on an answer: all its parts must hold. */
export function condition() {
  const writtenShape = {
    status: z
      .union([oneStatus(), listOf(oneStatus(), "statuses", limits.values)], { error: mustBe(STATUS) })
      .optional()
      .meta({
        title: "Status",
        description: "The status of the answer is one of these.",
        examples: [200, ["2xx", 409]],
      }),
    headers: z
      .record(z.string(), test, { error: wrongMap("a map from header to test") })
      .optional()
      .meta({ title: "Header tests", description: "Tests on headers.", examples: [{ "x-served-by": "wallet" }] }),
    body: z
      .record(selectorKey, test, { error: wrongMap("a map from selector to test such as { status: failed }") })
      .optional()
      .meta({
        title: "Body tests",
        description: "Tests on the JSON of the answer, by selector.",
        examples: [{ "data.status": ["failed", "expired"] }, { "error.code": { exists: true } }],
      }),
  };
  return section(writtenShape, { label: "a condition", takes: "a map with status, headers or body" })
    .transform((written, context): Condition => {
      const { status, headers = {}, body = {} } = written;
      if (status === undefined && Object.keys(headers).length === 0 && Object.keys(body).length === 0) {
        contradict(context, [], "a condition must have status, headers or body: without one it matches every answer");
      }
      const statuses = status === undefined ? null : [status].flat().map(rangeOf);
      const lower = Object.entries(headers).map(([name, each]) => [name.toLowerCase(), each] as const);
      return { status: statuses, headers: Object.fromEntries(lower), body };
    })
    .meta({
      title: "Condition",
      description: "What must be true of an answer: everything that is given here.",
      examples: [{ status: 200, body: { "data.status": "failed" } }],
    });
}

/** True for a test that an empty answer does not pass, neither `null` nor `{}`, of which `@`, `type(@)` and literals still find something. */
export function findsSomething(selector: string, test: Test): boolean {
  const found = wrongSelector(selector) === undefined ? (compileSelector(selector)({}) ?? null) : null;
  switch (test.kind) {
    case "is":
      return test.values.every((value) => value !== null && value !== found);
    case "exists":
      return test.exists && found === null;
    case "is-not":
      return false;
    case "type":
    case "matches":
      return found === null || found === false;
  }
}
