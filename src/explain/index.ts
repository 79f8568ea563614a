import { formerValues } from "../domain/former-names.ts";
import { crashPointTexts } from "./crash-points.ts";
import { duplicateHandlingTexts } from "./duplicate-handling.ts";
import type { Explanation } from "./explanation.ts";
import { fateTexts } from "./fates.ts";
import { findingCodes } from "./finding-codes.ts";
import { findingTexts } from "./findings.ts";
import { strategyTexts } from "./strategies.ts";
import { verdictTexts } from "./verdicts.ts";
import { wireFaultTexts } from "./wire-faults.ts";

/** Names of one kind, all explained. */
export interface Family {
  /** What one of them is called: `finding`. */
  readonly one: string;
  /** What all of them are called, to stand above their list: `Findings`. */
  readonly all: string;
  /** What stands above `comesAbout`, and above `fix`. */
  readonly headings: { readonly comesAbout: string; readonly fix: string };
  readonly texts: Readonly<Record<string, Explanation>>;
}

const news = { comesAbout: "How it comes about", fix: "What fixes it" };
const trouble = { comesAbout: "How it comes about", fix: "What survives it" };

/** Every family, what a reader meets first in a report first. */
export const families: readonly Family[] = [
  { one: "finding", all: "Findings", headings: news, texts: findingTexts },
  {
    one: "verdict",
    all: "Verdicts",
    headings: { comesAbout: "How it comes about", fix: "What to do about it" },
    texts: verdictTexts,
  },
  {
    one: "strategy",
    all: "Strategies of the embedded API",
    headings: { comesAbout: "How it moves money", fix: "What it survives" },
    texts: strategyTexts,
  },
  { one: "fate", all: "Fates: what the node does with one payment", headings: trouble, texts: fateTexts },
  {
    one: "duplicate handling",
    all: "Duplicate handling: what the node does with a payment that it has seen before",
    headings: { comesAbout: "Where you meet it", fix: "What is safe with it" },
    texts: duplicateHandlingTexts,
  },
  {
    one: "wire fault",
    all: "Wire faults: trouble between the caller and the API",
    headings: trouble,
    texts: wireFaultTexts,
  },
  { one: "crash point", all: "Crash points: where the API is killed", headings: trouble, texts: crashPointTexts },
];

/** One explanation with its name and its family. */
export interface Explained {
  readonly name: string;
  readonly family: Family;
  readonly text: Explanation;
}

/**
 * What a name means, in upper or lower case, once for each family that has it; empty for an unknown name. The codes of findings in
 * tables and former names are names as well.
 */
export function explain(name: string): readonly Explained[] {
  const coded = Object.entries(findingCodes).find(([, code]) => code === name.toUpperCase())?.[0];
  const written = coded ?? name.toLowerCase();
  const known = Object.hasOwn(formerValues, written) ? (formerValues[written] ?? written) : written;
  return families.flatMap((family) => {
    const text = Object.hasOwn(family.texts, known) ? family.texts[known] : undefined;
    return text === undefined ? [] : [{ name: known, family, text }];
  });
}

/** Every name that is explained, each once. */
export const explainedNames: readonly string[] = [...new Set(families.flatMap(({ texts }) => Object.keys(texts)))];
