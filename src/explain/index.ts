import { formerValues } from "../domain/former-names.ts";
import { callbackFaultTexts } from "./callback-faults.ts";
import { crashPointTexts } from "./crash-points.ts";
import { duplicateHandlingTexts } from "./duplicate-handling.ts";
import type { Explanation } from "./explanation.ts";
import { findingCodes } from "./finding-codes.ts";
import { findingTexts } from "./findings.ts";
import { interruptionTexts } from "./interruptions.ts";
import { lookupFaultTexts } from "./lookup-faults.ts";
import { momentTexts } from "./moments.ts";
import { paymentFaultTexts } from "./payment-faults.ts";
import { strategyTexts } from "./strategies.ts";
import { verdictTexts } from "./verdicts.ts";
import { wireFaultTexts } from "./wire-faults.ts";

/** Names of one kind, all explained. */
export interface Family {
  /** `finding`. */
  readonly singular: string;
  /** The heading of their list: `Findings`. */
  readonly title: string;
  /** The headings of `cause` and `remedy`. */
  readonly headings: { readonly cause: string; readonly remedy: string };
  readonly texts: Readonly<Record<string, Explanation>>;
}

const badNews = { cause: "How it happens", remedy: "What fixes it" };
const fault = { cause: "How it happens", remedy: "What survives it" };

/** Every family, in the order in which a reader of a report meets them. */
export const families: readonly Family[] = [
  { singular: "finding", title: "Findings", headings: badNews, texts: findingTexts },
  {
    singular: "verdict",
    title: "Verdicts",
    headings: { cause: "How it happens", remedy: "What to do about it" },
    texts: verdictTexts,
  },
  {
    singular: "strategy",
    title: "Strategies of the embedded API",
    headings: { cause: "How it moves money", remedy: "What it survives" },
    texts: strategyTexts,
  },
  {
    singular: "payment fault",
    title: "Payment faults: what the node does with one payment",
    headings: fault,
    texts: paymentFaultTexts,
  },
  {
    singular: "look-up fault",
    title: "Look-up faults: what the node says when it is asked about a payment",
    headings: fault,
    texts: lookupFaultTexts,
  },
  {
    singular: "callback fault",
    title: "Callback faults: what becomes of the news of how a payment or a payout ended",
    headings: fault,
    texts: callbackFaultTexts,
  },
  {
    singular: "duplicate handling",
    title: "Duplicate handling: what the node does with a payment it has seen before",
    headings: { cause: "Where you meet it", remedy: "What is safe with it" },
    texts: duplicateHandlingTexts,
  },
  {
    singular: "wire fault",
    title: "Wire faults: what goes wrong between the caller and the API",
    headings: fault,
    texts: wireFaultTexts,
  },
  {
    singular: "crash point",
    title: "Crash points: where the API is killed",
    headings: fault,
    texts: crashPointTexts,
  },
  {
    singular: "moment",
    title: "Moments: when a service is interrupted, as seen from outside",
    headings: { cause: "What is known then", remedy: "What survives it" },
    texts: momentTexts,
  },
  {
    singular: "interruption",
    title: "Interruptions: what is done to the process of a service, or to its storage",
    headings: fault,
    texts: interruptionTexts,
  },
];

/** One explanation with its name and its family. */
export interface Explained {
  readonly name: string;
  readonly family: Family;
  readonly text: Explanation;
}

/** What a name, a former name or the code of a finding means, in any case, once for each family that has it. */
export function explain(name: string): readonly Explained[] {
  const coded = Object.entries(findingCodes).find(([, code]) => code === name.toUpperCase())?.[0];
  const written = coded ?? name.toLowerCase();
  const known = new Map(Object.entries(formerValues)).get(written) ?? written;
  return families.flatMap((family) => {
    const text = Object.hasOwn(family.texts, known) ? family.texts[known] : undefined;
    return text === undefined ? [] : [{ name: known, family, text }];
  });
}

/** Every name that is explained, each once. */
export const explainedNames: readonly string[] = [...new Set(families.flatMap(({ texts }) => Object.keys(texts)))];
