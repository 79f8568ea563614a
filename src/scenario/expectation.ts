import { z } from "zod";
import { didYouMean } from "../document/did-you-mean.ts";
import { listOf, oneOf, section } from "../document/field-types.ts";
import { contradict, mustBe } from "../document/messages.ts";
import { type FindingKind, findingKinds } from "../domain/finding.ts";
import type { Expectation } from "../domain/run-started.ts";
import { type Verdict, verdicts } from "../domain/verdict.ts";

const withFindings: readonly Verdict[] = ["violated", "stuck"];
const withoutFindings = verdicts.filter((verdict) => !withFindings.includes(verdict));

const FINDINGS_NEED = "findings can be listed only when the verdict is violated or stuck";

/** An expectation, or what is wrong with the text. */
export type ReadExpectation =
  | { readonly ok: true; readonly expectation: Expectation }
  | { readonly ok: false; readonly problem: string };

/** Reads the value of `--expect`: `violated`, or `violated:charged-not-paid,double-paid`. */
export function readExpectation(text: string): ReadExpectation {
  const [, word = "", list] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  const verdict = verdicts.find((each) => each === word);
  if (verdict === undefined) return { ok: false, problem: unknownName("verdict", word, verdicts) };
  if (list === undefined) return { ok: true, expectation: { verdict } };
  if (!withFindings.includes(verdict)) return { ok: false, problem: `${FINDINGS_NEED} (got ${verdict})` };
  const findings = new Set<FindingKind>();
  for (const name of list.split(",").map((each) => each.trim())) {
    const finding = findingKinds.find((each) => each === name);
    if (finding === undefined) return { ok: false, problem: unknownName("finding", name, findingKinds) };
    findings.add(finding);
  }
  return { ok: true, expectation: { verdict, findings: [...findings] } };
}

/** Writes an expectation as `--expect` reads it. */
export function expectationText({ verdict, findings }: Expectation): string {
  return findings === undefined ? verdict : `${verdict}:${findings.join(",")}`;
}

function unknownName(what: string, word: string, names: readonly string[]): string {
  const near = didYouMean(word, names);
  const hint = near === undefined ? `choose ${names.join(", ")}` : `did you mean "${near}"?`;
  return `unknown ${what} "${word}": ${hint}`;
}

const findingName = oneOf(findingKinds, { label: "a finding" }).meta({
  title: "Finding",
  description: "A kind of finding; `chaos-payout explain NAME` says what it means.",
  examples: ["charged-not-paid"],
});

const verdictAndFindings = section({
  verdict: oneOf(verdicts).meta({
    title: "Expected verdict",
    description: "The verdict that the run must reach.",
    examples: ["violated"],
  }),
  findings: listOf(findingName, "findings", findingKinds.length)
    .optional()
    .meta({
      title: "Expected findings",
      description: "Exactly the kinds of finding that the run must report. Only with the verdicts violated and stuck.",
      examples: [["charged-not-paid"], ["overdraft", "double-charged"]],
    }),
})
  .superRefine(({ verdict, findings }, context) => {
    if (findings === undefined || withFindings.includes(verdict)) return;
    contradict(context, ["findings"], FINDINGS_NEED, () => `(got ${verdict})`);
  })
  .meta({
    title: "Verdict and findings",
    description: "The verdict that the run must reach, and exactly the findings that it must report.",
    examples: [{ verdict: "violated", findings: ["charged-not-paid"] }],
    not: { required: ["findings"], properties: { verdict: { enum: withoutFindings } } },
  });

/** `expect` of a scenario file: a verdict, or a verdict with its findings. */
export const expectation = z
  .union(
    [
      oneOf(verdicts, { label: "expect" }).transform((verdict) => ({ verdict, findings: undefined })),
      verdictAndFindings,
    ],
    { error: mustBe("a verdict, or { verdict, findings }") },
  )
  .meta({
    title: "Expectation",
    description:
      "What the run is expected to prove: a verdict, or a verdict and exactly its findings. A run that meets it exits with 0.",
    examples: ["balanced", { verdict: "violated", findings: ["charged-not-paid"] }],
  });
