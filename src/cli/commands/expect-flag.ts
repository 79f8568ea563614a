import { InvalidArgumentError } from "commander";
import { type FindingKind, findingKinds } from "../../domain/finding.ts";
import type { Expectation } from "../../domain/run-started.ts";
import { type Verdict, verdicts } from "../../domain/verdict.ts";
import { didYouMean } from "../../scenario/did-you-mean.ts";

/** Reads the value of `--expect`: `violated`, or `violated:charged-not-paid,double-paid`. @throws InvalidArgumentError */
export function expectFlag(text: string): Expectation {
  const colon = text.indexOf(":");
  const verdict = oneOf<Verdict>("verdict", colon === -1 ? text : text.slice(0, colon), verdicts);
  if (colon === -1) return { verdict };
  if (verdict !== "violated" && verdict !== "stuck") {
    throw new InvalidArgumentError(`Findings go with the verdicts violated and stuck, and here it is ${verdict}.`);
  }
  const names = text.slice(colon + 1).split(",");
  const findings = names.map((name) => oneOf<FindingKind>("finding", name.trim(), findingKinds));
  return { verdict, findings: [...new Set(findings)] };
}

/** An expectation as `--expect` takes it. */
export function expectText({ verdict, findings }: Expectation): string {
  return findings === undefined ? verdict : `${verdict}:${findings.join(",")}`;
}

function oneOf<Name extends string>(what: string, word: string, names: readonly Name[]): Name {
  const known = names.find((name) => name === word);
  if (known !== undefined) return known;
  const near = didYouMean(word, names);
  const way = near === undefined ? `choose ${names.join(", ")}` : `did you mean "${near}"?`;
  throw new InvalidArgumentError(`"${word}" is no ${what}: ${way}`);
}
