/**
 * Ranges of numbers as regular expressions. JSON Schema compares numbers, not text such as `1.5s`; so that an editor refuses `11m` where
 * 10 minutes are the most, the range is written as the digits that it allows.
 */

/** The digits of a number, each as a class such as `[1-9]`. */
type Digits = readonly string[];

const ANY = "\\d";

/** Whole numbers from `from` to `to`, such as `[1-9]\d|100`, without leading zeros and without anchors. */
export function wholePattern(from: number, to: number): string {
  return numbers(from, to, 1).map(joined).join("|");
}

/** The same in groups of three digits, such as `5_000_000`; undefined where the range has no number of more than three digits. */
export function groupedPattern(from: number, to: number): string | undefined {
  if (to < 1_000) return undefined;
  const grouped = (digits: Digits) => {
    const isGroupStart = (at: number) => at > 0 && (digits.length - at) % 3 === 0;
    return joined(digits.map((digit, at) => (isGroupStart(at) ? `_${digit}` : digit)));
  };
  return numbers(Math.max(from, 1_000), to, 1).map(grouped).join("|");
}

/**
 * Numbers with up to `decimals` digits after the point. `from` and `to` count the smallest step: with 3 decimals, 10 is 0.01. Zeros at
 * the end may be left out, and the point with them.
 */
export function decimalPattern(from: number, to: number, decimals: number): string {
  const written = (digits: Digits) => {
    const whole = digits.slice(0, digits.length - decimals);
    const fraction = digits.slice(digits.length - decimals).reduceRight(
      ({ text, isOptional }, digit) => ({
        text: digit + (text !== "" && isOptional ? `(?:${text})?` : text),
        isOptional: isOptional && /^(?:0|\[0|\\d)/.test(digit),
      }),
      { text: "", isOptional: true },
    );
    return joined(whole) + (fraction.isOptional ? `(?:\\.${fraction.text})?` : `\\.${fraction.text}`);
  };
  return numbers(from, to, decimals + 1)
    .map(written)
    .join("|");
}

/** The range as alternatives of one length each, of at least `least` digits. */
function numbers(from: number, to: number, least: number): Digits[] {
  const all: Digits[] = [];
  for (let length = least; length <= Math.max(least, String(to).length); length += 1) {
    const low = Math.max(from, length === least ? 0 : 10 ** (length - 1));
    const high = Math.min(to, 10 ** length - 1);
    const padded = (number: number) => String(number).padStart(length, "0");
    if (low <= high) all.push(...sameLength(padded(low), padded(high)));
  }
  return all;
}

/** Splits at the first digit: between its ends the rest is free, and only at the ends it is bounded further. */
function sameLength(low: string, high: string): Digits[] {
  if (low === "") return [[]];
  const [first, last, lowRest, highRest] = [Number(low[0]), Number(high[0]), low.slice(1), high.slice(1)];
  const after = (digit: number, from: string, to: string) =>
    sameLength(from, to).map((rest) => [String(digit), ...rest]);
  if (first === last) return after(first, lowRest, highRest);
  const [zeros, nines] = [lowRest.replaceAll(/./g, "0"), lowRest.replaceAll(/./g, "9")];
  const from = lowRest === zeros ? first : first + 1;
  const to = highRest === nines ? last : last - 1;
  return [
    ...(lowRest === zeros ? [] : after(first, lowRest, nines)),
    ...(from > to ? [] : [[digitFrom(from, to), ...Array.from(lowRest, () => ANY)]]),
    ...(highRest === nines ? [] : after(last, zeros, highRest)),
  ];
}

function digitFrom(from: number, to: number): string {
  if (from === to) return String(from);
  return from === 0 && to === 9 ? ANY : `[${from}-${to}]`;
}

function joined(digits: Digits): string {
  return digits.join("").replaceAll(/(?:\\d){2,}/g, (run) => `\\d{${run.length / 2}}`);
}
