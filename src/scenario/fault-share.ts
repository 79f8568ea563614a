import { z } from "zod";
import { integer, inWords } from "../document/field-types.ts";
import { type Issue, mustBe } from "../document/messages.ts";
import { limits } from "./limits.ts";
import type { FaultShare } from "./phase-faults.ts";

const SHARE = "a rate from 0% to 100% such as 5%, or a count such as 3";
const PERCENT = /^(-?\d{1,9}(?:\.\d{1,4})?) ?%$/;

const words = mustBe("a rate such as 5% or a whole number of payouts such as 3", {
  hint: (input) => {
    const isRate = typeof input === "number" && input > 0 && input < 1;
    return isRate ? `write ${Math.round(input * 1e6) / 1e4}%` : undefined;
  },
});

const outside = mustBe("from 0% to 100%", { label: "a rate", got: String });

/** What is wrong with a share. */
export function wrongShare(issue: Issue): string {
  return (typeof issue.input === "string" && PERCENT.test(issue.input) ? outside : words)(issue);
}

/** How many payouts meet a fault: a rate such as `5%` or a count such as `3`. */
export function faultShare() {
  const error = wrongShare;
  const rate = z
    .string({ error })
    .regex(PERCENT, { error, abort: true })
    .refine((text) => !text.startsWith("-") && percentOf(text) <= 100, { error })
    .meta(inWords(SHARE))
    .transform((text): FaultShare => {
      return { kind: "rate", millionths: Math.round(percentOf(text) * 1e4), declared: `${percentOf(text)}%` };
    });
  const count = integer({ from: 0, to: limits.payouts.to }, SHARE, error).transform(
    (number): FaultShare => ({ kind: "count", count: number, declared: String(number) }),
  );
  return z.union([count, rate], { error });
}

function percentOf(text: string): number {
  return Number(PERCENT.exec(text)?.[1]);
}
