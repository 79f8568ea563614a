import { z } from "zod";
import { formatInteger } from "../domain/format.ts";
import { maskControls } from "../text/strip-controls.ts";
import { documentLimits, type Range } from "./limits.ts";
import { type Issue, mustBe } from "./messages.ts";
import { writeDigits } from "./number-hints.ts";

/**
 * The kinds of value in a file: whole numbers, durations, rates, names, maps and lists. Editors check numbers against their range
 * and texts against their form; the range of a text such as `11m` is checked here alone.
 */

/** YAML 1.2 reads `5_000_000` as text. */
const GROUPED = /^-?[1-9]\d{0,2}(_\d{3})+$/;

/** A whole number within a range, written `5000000` or `5_000_000`. `of` names what it counts: `of sats`. */
export function wholeNumber(range: Range, { of = "", label }: { of?: string; label?: string | undefined } = {}) {
  const noun = of === "" ? "a whole number" : `a whole number ${of}`;
  const isAbove = (input: unknown) => typeof input === "number" && input > range.to;
  const error = mustBe(
    (input) => (isAbove(input) ? `${noun} up to ${formatInteger(range.to)}` : `${noun} from ${range.from}`),
    {
      label,
      hint(input) {
        return typeof input === "string" ? writeDigits(input) : undefined;
      },
    },
  );
  return integer(range, `a whole number from ${formatInteger(range.from)} to ${formatInteger(range.to)}`, error);
}

/** An integer, or its digits in groups of three. `takes` is for editors. */
export function integer({ from, to }: Range, takes: string, error: (issue: Issue) => string) {
  const bounded = z.int({ error }).min(from, { error }).max(to, { error }).meta(inWords(takes));
  const grouped = z.string({ error }).regex(GROUPED, { error }).meta(inWords(takes));
  return z.union([bounded, grouped.transform((text) => Number(text.replaceAll("_", ""))).pipe(bounded)], { error });
}

/** What an editor says about a wrong value, instead of its type or pattern. */
export function inWords(takes: string): Record<string, unknown> {
  return { errorMessage: `This is ${takes}.`, patternErrorMessage: `This is ${takes}.` };
}

const DURATION = /^(?:\d{1,12}ms|\d{1,9}(?:\.\d{1,3})?(?:s|m))$/;

/** The same down to a microsecond. */
const FINE_DURATION = /^(\d{1,12}(?:\.\d{1,3})?)(ms|s|m)$/;

/** A duration such as `20ms`, `1.5s` or `2m`, read to milliseconds; with `isFine` it may have a part of one, such as `0.125ms`. */
export function duration(range: Range, { isFine = false }: { readonly isFine?: boolean } = {}) {
  const form = isFine ? FINE_DURATION : DURATION;
  const takes = `a duration from ${durationText(range.from)} to ${durationText(range.to)}`;
  const error = mustBe(takes, {
    hint(input) {
      if (typeof input === "number") return `write ${withUnit(input, range)}`;
      return typeof input === "string" && form.test(input) ? undefined : "write 20ms, 2s or 1m";
    },
  });
  return z
    .string({ error })
    .regex(form, { error, abort: true })
    .refine((text) => milliseconds(text) >= range.from && milliseconds(text) <= range.to, { error })
    .meta(inWords(`${takes}, such as 20ms, 2s or 1m`))
    .transform(milliseconds);
}

/** A number in each unit that puts it into the range. */
function withUnit(number: number, { from, to }: Range): string {
  const ways = [Number.isInteger(number) ? `${number}s` : `${number * 1_000}ms`, `${number}ms`];
  const good = ways.filter((way) => DURATION.test(way) && milliseconds(way) >= from && milliseconds(way) <= to);
  return good.length === 0 ? "20ms, 2s or 1m" : good.join(" or ");
}

/** A duration as it is written, in milliseconds; NaN for any other text. */
export function milliseconds(text: string): number {
  const [, number, unit] = FINE_DURATION.exec(text) ?? [];
  return unit === "ms" ? Number(number) : Math.round(Number(number) * (unit === "m" ? 60_000 : 1_000));
}

/** A duration as users write it, in the largest unit that makes it a whole number. */
export function durationText(ms: number): string {
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms >= 1_000 && ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

const PER_SECOND = /^\d{1,9}(?:\.\d{1,3})?\/s$/;

/** A rate of payouts such as `200/s`. */
export function perSecond(most: number) {
  const read = (text: string) => Number(text.slice(0, -2));
  const takes = `payouts a second up to ${formatInteger(most)}/s, such as 200/s`;
  const error = mustBe(takes, { hint: (input) => (typeof input === "number" ? `write ${input}/s` : undefined) });
  return z
    .string({ error })
    .regex(PER_SECOND, { error, abort: true })
    .refine((text) => read(text) > 0 && read(text) <= most, { error })
    .meta(inWords(takes))
    .transform(read);
}

/** One of several names. */
export function oneOf<const Name extends string>(names: readonly Name[], { label }: { label?: string } = {}) {
  return z.enum(names, { error: mustBe(`one of ${names.join(", ")}`, { label }) });
}

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A name of lower-case letters, digits and hyphens, for reports, file names and commands. */
export function kebabName() {
  const takes = "lower-case letters, digits and hyphens such as spike-timeout";
  const error = mustBe(`${takes}, at most ${documentLimits.nameLength}`, {
    hint: (input) => (typeof input === "string" ? writeKebab(input) : undefined),
  });
  return z
    .string({ error })
    .regex(KEBAB, { error, abort: true })
    .max(documentLimits.nameLength, { error })
    .meta(inWords(`a name of ${takes}`));
}

function writeKebab(text: string): string | undefined {
  const kebab = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  const isBetter = kebab !== text && KEBAB.test(kebab) && kebab.length <= documentLimits.nameLength;
  return isBetter ? `write ${kebab}` : undefined;
}

/** One line of text; line breaks and runs of blanks become one blank. */
export function sentence() {
  const error = mustBe(`text of at most ${documentLimits.descriptionLength} characters`, {
    got: (input) => (typeof input === "string" ? String(input.length) : undefined),
  });
  return z
    .string({ error })
    .max(documentLimits.descriptionLength, { error })
    .transform((text) => maskControls(text.replaceAll(/\s+/g, " ").trim()));
}

/** A map with known keys and no others. `takes` describes it where naming all its keys would be too much. */
export function section<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  { label, takes = `a map with ${Object.keys(shape).join(", ")}` }: { label?: string; takes?: string } = {},
) {
  const error = mustBe(takes, { label });
  return z.strictObject(shape, { error: (issue) => (issue.code === "unrecognized_keys" ? undefined : error(issue)) });
}

/** A map from names of a kind to values of a kind; `takes` describes it. */
export function mapOf<Key extends z.core.$ZodRecordKey, Value extends z.ZodType>(
  key: Key,
  value: Value,
  takes: string,
) {
  return z.partialRecord(key, value, { error: wrongMap(takes) });
}

/** Words a value that is no map, and leaves wrong keys to the key. */
export function wrongMap(takes: string): (issue: Issue) => string | undefined {
  const error = mustBe(takes);
  return (issue) => (issue.code === "invalid_type" ? error(issue) : undefined);
}

/** A list with 1 to `most` items. `of` names them. */
export function listOf<Item extends z.ZodType>(item: Item, of: string, most: number) {
  const error = mustBe(`a list of 1 to ${most} ${of}`, {
    got: (input) => (Array.isArray(input) ? String(input.length) : undefined),
    hint(input) {
      // One name in place of a list: any other text may be a mistake of another kind.
      if (typeof input === "string" && /^[a-z][a-z-]{0,39}$/.test(input)) return `write [${input}]`;
      return typeof input === "object" && !Array.isArray(input) ? 'begin each with "- "' : undefined;
    },
  });
  return z.array(item, { error }).min(1, { error }).max(most, { error });
}
