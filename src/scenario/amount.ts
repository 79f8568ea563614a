import { z } from "zod";
import { listOf, notA, section, wholeNumber } from "./fields.ts";
import { limits } from "./limits.ts";

/** The amount of each payout in sats: always the same, anything between two (both included), or one of several. */
export type Amount =
  | { readonly kind: "fixed"; readonly sats: number }
  | { readonly kind: "range"; readonly minSats: number; readonly maxSats: number }
  | { readonly kind: "choice"; readonly sats: readonly number[] };

interface WrittenAmount {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly oneOf?: readonly number[] | undefined;
}

const sats = (label?: string) => {
  return wholeNumber(limits.amountSats, { of: "of sats", ...(label === undefined ? {} : { label }) });
};

const drawn = section({
  min: sats().optional().describe("The smallest amount in sats."),
  max: sats().optional().describe("The largest amount in sats."),
  oneOf: listOf(sats("an amount"), "amounts", limits.amountChoices)
    .optional()
    .describe("The amounts to choose from, in sats."),
}).transform(readAmount);

/** The amount as written: `1000`, `{ min: 10, max: 500 }` or `{ oneOf: [10, 50, 1000] }`. */
export const amount = z
  .union([sats("amount"), drawn], { error: notA("a number of sats, { min, max } or { oneOf: [...] }") })
  .transform((read): Amount => (typeof read === "number" ? { kind: "fixed", sats: read } : read))
  .describe("The amount of each payout in sats, from 1 to 100,000: one number, a range, or a choice.");

function readAmount({ min, max, oneOf }: WrittenAmount, context: z.core.$RefinementCtx): Amount {
  const ranged = min !== undefined || max !== undefined;
  if (oneOf !== undefined && !ranged) return { kind: "choice", sats: oneOf };
  if (oneOf !== undefined || !ranged) {
    context.addIssue(
      `amount as a map has min and max, or oneOf, and this one ${ranged ? "mixes them" : "has neither"}`,
    );
    return z.NEVER;
  }
  if (min === undefined || max === undefined) {
    const missing = min === undefined ? "min" : "max";
    context.addIssue({ code: "custom", path: [missing], message: `missing key "${missing}": a range has min and max` });
    return z.NEVER;
  }
  if (min > max) context.addIssue({ code: "custom", path: ["max"], message: `min is ${min}, and max is only ${max}` });
  return { kind: "range", minSats: min, maxSats: max };
}
