/**
 * The straight line that is near all values of a block. Neighbours are alike: times and numbers grow evenly, amounts and words recur. So what is kept of each
 * value is only how far it is above the line.
 */
export interface Line {
  /** What the values are counted in: its place in `grains`. */
  readonly grain: number;
  /** The count at row 0, and how much more it is at each row after that. */
  readonly start: number;
  readonly slope: number;
  /** How many bits the farthest value takes, from 0 to 32. */
  readonly bits: number;
}

/** What values are counted in: thousands, because most amounts are whole sats; ones; and thousandths, because times are whole microseconds. */
const grains = [
  { count: (value: number) => value / 1_000 },
  { count: (value: number) => value },
  { count: (value: number) => Math.round(value * 1_000) },
] as const;

/** The farthest that a value may be from its line. */
const MOST = 0xffff_ffff;

/** With larger numbers the sums below would not be exact. */
const LARGEST = 2 ** 52;

/** The line from which every value of a block can be told exactly; undefined where there is none. Fills `above` with how far each is above it. */
export function lineThrough(values: Float64Array, above: Float64Array): Line | undefined {
  for (const [grain, { count }] of grains.entries()) {
    if (!counted(values, above, grain, count)) continue;
    const rise = (above.at(-1) ?? 0) - (above[0] ?? 0);
    const steep = Math.abs(rise) <= MOST ? Math.round(rise / (values.length - 1)) : 0;
    const [flat, sloping] = [spanAbove(above, 0), spanAbove(above, steep)];
    const { start, height, slope } = sloping.height < flat.height ? sloping : flat;
    if (height > MOST) return undefined;
    for (let row = 0; row < above.length; row += 1) above[row] = (above[row] ?? 0) - start - slope * row;
    return { grain, start, slope, bits: 32 - Math.clz32(height) };
  }
  return undefined;
}

/** The value of a count. */
export function valueIn(grain: number, count: number): number {
  if (grain === 0) return count * 1_000;
  return grain === 1 ? count : count / 1_000;
}

/** Fills `counts`; false if a value is no whole number of the grain, or would not come back as it was. */
function counted(values: Float64Array, counts: Float64Array, grain: number, count: (value: number) => number): boolean {
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? 0;
    // The sum makes a zero of a negative zero, which then does not come back.
    const whole = count(value) + 0;
    const isExact = Number.isInteger(whole) && Math.abs(whole) <= LARGEST;
    if (!isExact || !Object.is(valueIn(grain, whole), value)) return false;
    counts[row] = whole;
  }
  return true;
}

/** Where a line of this slope has to start so that no value is below it, and how far the farthest is above it. */
function spanAbove(counts: Float64Array, slope: number) {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < counts.length; row += 1) {
    const rest = (counts[row] ?? 0) - slope * row;
    if (rest < least) least = rest;
    if (rest > most) most = rest;
  }
  return { slope, start: least, height: most - least };
}
