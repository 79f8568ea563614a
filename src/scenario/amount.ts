import { z } from "zod";
import { listOf, oneOf, section } from "../document/field-types.ts";
import { contradict, mustBe } from "../document/messages.ts";
import { satsAmount } from "../document/money-types.ts";
import { type HostileAmountName, hostileAmountNames, hostileAmounts } from "../domain/hostile-amount.ts";
import { limits } from "./limits.ts";

/** The amount of each payout in sats, with up to three decimals: fixed, from a range with both ends included, or one of several. */
export type Amount =
  | { readonly kind: "fixed"; readonly sats: number }
  | { readonly kind: "range"; readonly minSats: number; readonly maxSats: number }
  | { readonly kind: "choice"; readonly sats: readonly number[] }
  /** Amounts that nobody can pay in turn, and an ordinary one of 1,000 sats at the end of each round. */
  | { readonly kind: "hostile"; readonly names: readonly HostileAmountName[] };

/** The amount of an ordinary payout among hostile ones, in sats. */
export const ORDINARY_SATS = 1_000;

const sats = (label?: string) => satsAmount(limits.amountSats, { label });

const takesHostile = mustBe("true, or a list such as [negative, text]; leave it out for payable amounts", {
  label: "hostile",
});

const hostileAmount = oneOf(hostileAmountNames, { label: "a hostile amount" }).meta({
  title: "Hostile amount",
  description: "An amount that nobody can pay.",
  examples: ["negative"],
  enumDescriptions: hostileAmountNames.map((name) => hostileAmounts[name]),
});

const written = section({
  min: sats()
    .optional()
    .meta({
      title: "Smallest amount",
      description: "The smallest amount in sats, inclusive. Needs max.",
      examples: [10],
    }),
  max: sats()
    .optional()
    .meta({
      title: "Largest amount",
      description: "The largest amount in sats, inclusive. Needs min.",
      examples: [500],
    }),
  oneOf: listOf(
    sats("an amount").meta({ title: "Amount", description: "One amount in sats.", examples: [1_000] }),
    "amounts",
    limits.amountChoices,
  )
    .optional()
    .meta({
      title: "Choice of amounts",
      description: "The amounts to choose from, in sats. Repeat an amount to give it more weight.",
      examples: [[10, 50, 1_000]],
    }),
  hostile: z
    .union([z.literal(true, { error: takesHostile }), listOf(hostileAmount, "amounts", limits.amountChoices)], {
      error: takesHostile,
    })
    .optional()
    .meta({
      title: "Hostile amounts",
      description:
        "Amounts that nobody can pay, in turn: all of them (true), or those in the list. Each must be refused, and no balance may move. Every round ends with an ordinary payout of 1,000 sats, which must be paid.",
      examples: [true, ["negative", "text"]],
    }),
});

const drawn = written.transform(readAmount).meta({
  title: "Amounts to draw from",
  description:
    "A range with min and max, a choice with oneOf, or hostile amounts. The seed draws. A range between two whole numbers of sats is drawn in whole sats, any other in millisatoshis.",
  examples: [{ min: 10, max: 500 }, { oneOf: [10, 50, 1_000] }, { hostile: true }],
  dependencies: {
    min: ["max"],
    max: ["min"],
    oneOf: { properties: { min: false, max: false } },
    hostile: { properties: { min: false, max: false, oneOf: false } },
  },
  anyOf: [{ required: ["oneOf"] }, { required: ["min"] }, { required: ["hostile"] }],
});

/** The amount as written: `1000`, `{ min: 10, max: 500 }`, `{ oneOf: [10, 50, 1000] }` or `{ hostile: true }`. */
export const amount = z
  .union([sats("amount"), drawn], {
    error: mustBe("a number of sats, { min, max }, { oneOf: [...] } or { hostile: true }"),
  })
  .transform((read): Amount => (typeof read === "number" ? { kind: "fixed", sats: read } : read))
  .meta({
    title: "Amount",
    description:
      "The amount of each payout in sats, up to 100,000 and with up to three decimals: one number, a range, a choice, or amounts that nobody can pay.",
    examples: [1_000, 1_000.5, { min: 10, max: 500 }, { oneOf: [10, 50, 1_000] }, { hostile: true }],
  });

/** The smallest amount that can be drawn, in sats. */
export function smallestAmount(amount: Amount): number {
  switch (amount.kind) {
    case "fixed":
      return amount.sats;
    case "range":
      return amount.minSats;
    case "choice":
      return Math.min(...amount.sats);
    case "hostile":
      return 0;
  }
}

function readAmount({ min, max, oneOf, hostile }: z.output<typeof written>, context: z.core.$RefinementCtx): Amount {
  const ranged = min !== undefined || max !== undefined;
  if (hostile !== undefined) {
    if (oneOf === undefined && !ranged)
      return { kind: "hostile", names: hostile === true ? hostileAmountNames : hostile };
    contradict(context, ["hostile"], "hostile amounts stand alone, without min, max and oneOf");
    return z.NEVER;
  }
  if (oneOf !== undefined && !ranged) return { kind: "choice", sats: oneOf };
  if (oneOf !== undefined || !ranged) {
    contradict(context, [], `an amount must have min and max, or oneOf (got ${ranged ? "both" : "neither"})`);
    return z.NEVER;
  }
  if (min === undefined || max === undefined) {
    const missing = min === undefined ? "min" : "max";
    contradict(context, [missing], `missing key "${missing}": a range needs min and max`);
    return z.NEVER;
  }
  if (min > max) {
    contradict(context, ["max"], "max must not be less than min", () => `(got ${max} and ${min}): swap them`);
  }
  return { kind: "range", minSats: min, maxSats: max };
}
