import { z } from "zod";
import { check } from "../document/check.ts";
import { oneOf, section } from "../document/field-types.ts";
import { contradict, mustBe } from "../document/messages.ts";
import { percentage, satsAmount } from "../document/money-types.ts";
import { readText } from "../document/read-source.ts";
import {
  type ChargeRule,
  feesOnRefund,
  noFee,
  noReserve,
  roundingOf,
  roundings,
  roundingTexts,
} from "../domain/fee.ts";
import { msatOf } from "../domain/money.ts";
import { limits } from "./limits.ts";
import { scenarioSubject, scenarioVocabulary } from "./vocabulary.ts";

const money = (title: string, description: string, example: number) =>
  satsAmount(limits.feeSats)
    .optional()
    .meta({ title, description, examples: [example] });

const percent = (description: string) =>
  percentage()
    .optional()
    .meta({ title: "Percent", description, examples: [1, "0.5%"] });

const reserve = section({
  percent: percent("A share of the amount, in percent."),
  atLeast: money("At least", "The least that is reserved, in sats.", 2),
})
  .transform((written) => ({ ppm: written.percent ?? 0, atLeastMsat: msatOf(written.atLeast ?? 0) }))
  .meta({
    title: "Reserve",
    description: "What is taken first beyond the cost, the higher of the two, and returned once the payout is decided.",
    examples: [{ percent: 1, atLeast: 2 }],
  });

const rule = section({
  percent: percent("A share of the amount, in percent."),
  flat: money("Flat fee", "A fixed part for every payout, in sats.", 5),
  round: oneOf(roundings)
    .prefault("up to 1 sat")
    .meta({
      title: "Round",
      description: "How the fee is rounded.",
      examples: ["up to 1 msat"],
      enumDescriptions: roundingTexts,
    }),
  minimum: money("Minimum", "The smallest fee, in sats.", 10),
  maximum: money("Maximum", "The largest fee, in sats.", 1_000),
  reserve: reserve.optional(),
  onRefund: oneOf(feesOnRefund)
    .prefault("returned")
    .meta({
      title: "Fee on refund",
      description: "What becomes of the fee of a payout that was charged and failed.",
      examples: ["kept"],
      enumDescriptions: [
        "the project gets it back with the amount",
        "the project gets only the amount back, so a payout that failed costs its fee",
      ],
    }),
}).transform((written, context): ChargeRule => {
  const { flat = 0, minimum = 0, maximum, onRefund } = written;
  if (maximum !== undefined && maximum < minimum) {
    contradict(context, ["maximum"], "maximum must not be less than minimum: swap them");
  }
  return {
    ...noFee,
    ppm: written.percent ?? 0,
    flatMsat: msatOf(flat),
    ...roundingOf(written.round),
    minimumMsat: msatOf(minimum),
    maximumMsat: maximum === undefined ? null : msatOf(maximum),
    onRefund,
    reserve: written.reserve ?? noReserve,
  };
});

const TAKES = "none, or a map such as { percent: 1, flat: 5, round: up to 1 sat }";

/** What a payout costs at the embedded API beyond its amount, and what is taken first and returned later. Amounts are in sats. */
export const fee = z
  .union(
    [
      z
        .literal("none", { error: mustBe(TAKES, { label: "fee" }) })
        .transform((): ChargeRule => ({ ...noFee, reserve: noReserve })),
      rule,
    ],
    { error: mustBe(TAKES, { label: "fee" }) },
  )
  .meta({
    title: "Fee",
    description: "What a payout costs beyond its amount. Default: 2% of the amount, rounded up to a whole sat.",
    examples: [{ percent: 1, flat: 5, round: "up to 1 sat", reserve: { percent: 1, atLeast: 2 } }, "none"],
  });

/** Reads a fee rule on the command line, written as in a scenario. Returns what is wrong with it as text. */
export function readFee(text: string): ChargeRule | string {
  const { tree, errors } = readText(text, { file: "--fee", subject: scenarioSubject });
  const checked = tree === undefined ? { errors: [] } : check(tree, fee, scenarioVocabulary);
  if ("data" in checked && checked.data !== undefined) return checked.data;
  const [first] = [...errors, ...checked.errors];
  const hint = first?.suggestion === undefined ? "" : `: did you mean "${first.suggestion}"?`;
  return first === undefined ? `fee must be ${TAKES}` : `${first.message}${hint}`;
}
