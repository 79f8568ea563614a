import { z } from "zod";
import { formatInteger } from "../domain/format.ts";
import { inWords } from "./field-types.ts";
import type { Range } from "./limits.ts";
import { mustBe } from "./messages.ts";
import { writeDigits, writeSats } from "./number-hints.ts";

/** YAML 1.2 reads `5_000_000` and `1_000.5` as text. */
const GROUPED = /^-?[1-9]\d{0,2}(_\d{3})+(\.\d{1,3})?$/;

/** An amount in sats with up to three decimals, within a range, written `1000.5` or `5_000_000`. */
export function satsAmount(range: Range, { label }: { label?: string | undefined } = {}) {
  const isAbove = (input: unknown) => typeof input === "number" && input > range.to;
  const error = mustBe(
    (input) => `a number of sats ${isAbove(input) ? `up to ${formatInteger(range.to)}` : `from ${range.from}`}`,
    {
      label,
      hint(input) {
        if (typeof input === "number" && input > range.from && !isAbove(input)) return "at most three decimals";
        return typeof input === "string" ? (writeSats(input, range) ?? writeDigits(input)) : undefined;
      },
    },
  );
  const takes = `a number from ${range.from} to ${formatInteger(range.to)}, with up to three decimals`;
  const number = z
    .number({ error })
    .min(range.from, { error })
    .max(range.to, { error })
    .refine((sats) => sats < range.from || sats > range.to || Math.round(sats * 1_000) / 1_000 === sats, { error })
    .meta(inWords(takes));
  const grouped = z.string({ error }).regex(GROUPED, { error }).meta(inWords(takes));
  return z.union([number, grouped.transform((text) => Number(text.replaceAll("_", ""))).pipe(number)], { error });
}

const PERCENT = /^(\d{1,3}(?:\.\d{1,4})?) ?%?$/;

/** A percentage such as `1`, `0.5` or `0.5%`, read to millionths. */
export function percentage({ label }: { label?: string } = {}) {
  const takes = "a percentage from 0 to 100 such as 1 or 0.5%, with up to 4 decimals";
  const error = mustBe(takes, { label });
  const read = (written: string | number) => {
    const percent = Number(PERCENT.exec(String(written))?.[1] ?? Number.NaN);
    return percent <= 100 ? Math.round(percent * 10_000) : undefined;
  };
  return z
    .union(
      [z.number({ error }).meta(inWords(takes)), z.string({ error }).regex(PERCENT, { error }).meta(inWords(takes))],
      {
        error,
      },
    )
    .refine((written) => read(written) !== undefined, { error })
    .transform((written) => read(written) ?? 0);
}
