/** A random number in [0, 1). Randomness is an argument, so that one seed repeats everything; only this file draws without a seed. */
export type Chance = () => number;

/** The largest seed. Seeds are whole numbers from 0, which are easy to type. */
export const MAX_SEED = 0xffff_ffff;

/** Random numbers from a seed: sfc32 (Chris Doty-Humphrey, PractRand), warmed up with 12 rounds. */
export function seededChance(seed: number): Chance {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed >>> 0;
  let counter = 1;
  const draw = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  for (let round = 0; round < 12; round += 1) draw();
  return draw;
}

/** A seed for a run without one. The report prints it, so the run can be repeated. */
export function freshSeed(): number {
  return Math.floor(Math.random() * MAX_SEED);
}

/** `count` different whole numbers from 0 to `size - 1`, ascending. @throws RangeError if there are not that many. */
export function sample(size: number, count: number, chance: Chance): number[] {
  if (count > size) throw new RangeError(`cannot choose ${count} out of ${size}`);
  // Floyd's algorithm: one draw per choice.
  const chosen = new Set<number>();
  for (let top = size - count; top < size; top += 1) {
    const number = Math.floor(chance() * (top + 1));
    chosen.add(chosen.has(number) ? top : number);
  }
  return [...chosen].sort((left, right) => left - right);
}
