/**
 * Ranges of numbers as regular expressions. JSON Schema compares numbers, not text such as `1.5s`; so that an editor refuses `11m` where
 * 10 minutes are the most, the range is written as the digits that it allows.
 */

/** One place of a number: the digits that it allows, both included. */
interface Place {
  readonly from: number;
  readonly to: number;
}

type Places = readonly Place[];

const ANY: Place = { from: 0, to: 9 };

/** Whole numbers from `from` to `to`, such as `[1-9]\d|100`, without leading zeros and without anchors. */
export function wholePattern(from: number, to: number): string {
  return placesOf(from, to, 1).map(digits).join("|");
}

/** The same in groups of three digits, such as `5_000_000`; `undefined` where the range holds no number of more than three digits. */
export function groupedPattern(from: number, to: number): string | undefined {
  if (to < 1_000) return undefined;
  const grouped = (places: Places): string => {
    const head = places.length % 3 || 3;
    const groups = [digits(places.slice(0, head))];
    for (let at = head; at < places.length; at += 3) groups.push(digits(places.slice(at, at + 3)));
    return groups.join("_");
  };
  return placesOf(Math.max(from, 1_000), to, 1).map(grouped).join("|");
}

/**
 * Numbers with up to `decimals` digits behind the point. `from` and `to` count the smallest step: with 3 decimals, 10 is 0.01. The
 * zeros at the end may be left out, and the point with them.
 */
export function decimalPattern(from: number, to: number, decimals: number): string {
  const written = (places: Places): string => {
    const split = places.length - decimals;
    const { text, optional } = fraction(places.slice(split));
    const behind = `\\.${text}`;
    return digits(places.slice(0, split)) + (optional ? `(?:${behind})?` : behind);
  };
  return placesOf(from, to, decimals + 1)
    .map(written)
    .join("|");
}

/** The digits behind the point, the last of them left out where they may be zero; `optional` when all of them may. */
function fraction([first, ...rest]: Places): { readonly text: string; readonly optional: boolean } {
  if (first === undefined) return { text: "", optional: true };
  const behind = fraction(rest);
  const tail = behind.text !== "" && behind.optional ? `(?:${behind.text})?` : behind.text;
  return { text: digits([first]) + tail, optional: first.from === 0 && behind.optional };
}

/** The range as numbers of one length each, of at least `least` digits. */
function placesOf(from: number, to: number, least: number): Places[] {
  const all: Places[] = [];
  for (let length = least; length <= Math.max(least, String(to).length); length += 1) {
    const low = length === least ? 0 : 10 ** (length - 1);
    const high = 10 ** length - 1;
    if (from > high || to < low) continue;
    const padded = (number: number) => [...String(number).padStart(length, "0")].map(Number);
    all.push(...sameLength(padded(Math.max(from, low)), padded(Math.min(to, high))));
  }
  return all;
}

/** Splits at the first digit: what stands between its ends is free behind it, and only the ends are bounded further. */
function sameLength(from: readonly number[], to: readonly number[]): Places[] {
  const [first, ...low] = from;
  const [last, ...high] = to;
  if (first === undefined || last === undefined) return [[]];
  if (first === last) return sameLength(low, high).map((rest) => [{ from: first, to: first }, ...rest]);
  const openLow = low.every((digit) => digit === 0);
  const openHigh = high.every((digit) => digit === 9);
  const all: Places[] = [];
  if (!openLow) {
    const nines = low.map(() => 9);
    all.push(...sameLength(low, nines).map((rest) => [{ from: first, to: first }, ...rest]));
  }
  const middle = { from: openLow ? first : first + 1, to: openHigh ? last : last - 1 };
  if (middle.from <= middle.to) all.push([middle, ...low.map(() => ANY)]);
  if (!openHigh) {
    const zeros = high.map(() => 0);
    all.push(...sameLength(zeros, high).map((rest) => [{ from: last, to: last }, ...rest]));
  }
  return all;
}

function digits(places: Places): string {
  return places
    .map(({ from, to }) => (from === to ? String(from) : from === 0 && to === 9 ? "\\d" : `[${from}-${to}]`))
    .join("")
    .replaceAll(/(?:\\d){2,}/g, (run) => `\\d{${run.length / 2}}`);
}
