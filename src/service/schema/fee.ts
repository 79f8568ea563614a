import { z } from "zod";
import { oneOf, section, wholeNumber } from "../../document/field-types.ts";
import { contradict, mustBe } from "../../document/messages.ts";
import { percentage } from "../../document/money-types.ts";
import { feesOnRefund, noFee, roundingOf, roundings, roundingTexts } from "../../domain/fee.ts";
import type { Msat } from "../../domain/money.ts";
import type { RailOptions, ServiceFee } from "../service-file.ts";
import { serviceLimits as limits } from "./limits.ts";
import { moneyAmount } from "./money-types.ts";

const routings = ["absorbed", "charged", "reserved"] as const;

const free: ServiceFee = { ...noFee, routing: "absorbed" };

const share = {
  percent: percentage()
    .optional()
    .meta({ title: "Percent", description: "A share of the amount, in percent.", examples: [1, "0.5%"] }),
  ppm: wholeNumber(limits.ppm)
    .optional()
    .meta({ title: "Millionths", description: "A share of the amount, in millionths.", examples: [2_500] }),
};

const money = (title: string, description: string, example: string) =>
  moneyAmount()
    .optional()
    .meta({ title, description, examples: [example] });

const rule = section({
  ...share,
  flat: money("Flat fee", "A fixed part for every payout.", "5 sat"),
  round: oneOf(roundings)
    .optional()
    .meta({
      title: "Round",
      description: "How the fee is rounded. Required if it is a share of the amount.",
      examples: ["up to 1 msat"],
      enumDescriptions: roundingTexts,
    }),
  minimum: money("Minimum", "The smallest fee.", "10 sat"),
  maximum: money("Maximum", "The largest fee.", "1000 sat"),
  freeBelow: money("Free below", "Payouts of less than this amount are free.", "100 sat"),
  routing: oneOf(routings)
    .prefault("absorbed")
    .meta({
      title: "Routing fee",
      description: "Who pays the routing fee of the rail.",
      examples: ["charged"],
      enumDescriptions: [
        "the service pays it",
        "the account pays it on top of the fee",
        "it is charged first, and what was not used is returned",
      ],
    }),
  onRefund: oneOf(feesOnRefund)
    .prefault("returned")
    .meta({
      title: "Fee on refund",
      description: "What becomes of the fee of a payout that was charged and failed.",
      examples: ["kept"],
      enumDescriptions: [
        "the account gets it back with the amount",
        "the account gets only the amount back, so a payout that failed costs its fee",
      ],
    }),
}).transform((written, context): ServiceFee => {
  const { flat = 0, minimum = 0, maximum = null, freeBelow = 0, routing, onRefund } = written;
  const ppm = ppmOf(written, context);
  if (ppm > 0 && written.round === undefined) {
    const message =
      'missing key "round": a share of the amount has fractions, so say how they are rounded, as in round: up to 1 sat';
    contradict(context, [], message);
  }
  if (maximum !== null && maximum < minimum) {
    contradict(context, ["maximum"], "maximum must not be less than minimum: swap them");
  }
  return {
    ppm,
    flatMsat: flat,
    ...roundingOf(written.round ?? "up to 1 msat"),
    minimumMsat: minimum,
    maximumMsat: maximum,
    freeBelowMsat: freeBelow,
    routing,
    onRefund,
  };
});

interface Share {
  readonly percent?: number | undefined;
  readonly ppm?: number | undefined;
}

function ppmOf({ percent, ppm }: Share, context: z.core.$RefinementCtx): number {
  if (percent !== undefined && ppm !== undefined) {
    contradict(context, ["ppm"], "a fee has percent or ppm, and not both: leave one of them out");
  }
  return percent ?? ppm ?? 0;
}

const FEE = "none, or a map such as { percent: 1, flat: 5 sat, round: up to 1 sat }";

/** What a payout costs beyond its amount. There is no default, because a wrong one would be taken for a bug of the service. */
export const fee = z
  .union([z.literal("none", { error: mustBe(FEE, { label: "fee" }) }).transform((): ServiceFee => free), rule], {
    error: mustBe(FEE),
  })
  .meta({
    title: "Fee",
    description: "What a payout costs the account on top of its amount; none if payouts are free.",
    examples: [{ percent: 1, flat: "5 sat", round: "up to 1 msat", routing: "charged" }, "none"],
  });

/** What the service may hold beyond the cost of a payout while it is under way. */
export const mayHold = section({
  ...share,
  atLeast: money("At least", "The least that it may hold, whatever the amount.", "5 sat"),
})
  .transform((written, context) => ({ ppm: ppmOf(written, context), atLeastMsat: written.atLeast ?? 0 }))
  .meta({
    title: "May hold",
    description:
      "How much more than a payout costs the service may reserve while the payout is in progress: the higher of the two.",
    examples: [{ percent: 0.5, atLeast: "5 sat" }],
  });

/** What the rail charges for routing. */
export const routingFee = z
  .union(
    [
      percentage({ label: "routingFee" }).transform((ppm) => ({ ppm, baseMsat: 0 })),
      section({ ...share, base: money("Base", "A fixed part for every payment.", "1 sat") }).transform(
        (written, context) => ({ ppm: ppmOf(written, context), baseMsat: (written.base ?? 0) satisfies Msat }),
      ),
    ],
    { error: mustBe("a percentage such as 0.1%, or { percent, base }") },
  )
  .transform((each): RailOptions["routingFee"] => each)
  .meta({
    title: "Routing fee of the rail",
    description: "What the rail charges for routing each payment. The default is nothing.",
    examples: ["0.1%", { percent: 0.1, base: "1 sat" }],
  });
