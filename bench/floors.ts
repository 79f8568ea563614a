import type { Form } from "./form.ts";

/** A figure that is more than a measurement: there is a goal, and a bound so far from it that only a mistake crosses it. */
interface Floor {
  /** What the figure compares. */
  readonly compares: string;
  readonly is: "at least" | "at most";
  readonly goal: number;
  /** Crossed, the benchmark fails: in its whole form, and in its short one, which runs once and on whatever machine CI has. */
  readonly fails: Readonly<Record<Form, number>>;
}

const floors = {
  throughput: {
    compares: "payouts/s of the load engine, judged, with those of autocannon",
    is: "at least",
    goal: 1.2,
    fails: { whole: 0.9, short: 0.2 },
  },
  memory: {
    compares: "bytes that the client keeps of a payout",
    is: "at most",
    goal: 48,
    fails: { whole: 56, short: 120 },
  },
  "start-up": {
    compares: "a scenario of 200 payouts with node -e 0",
    is: "at most",
    goal: 15,
    fails: { whole: 25, short: 50 },
  },
  "whole-run": {
    compares: "MB of the harness, at its peak",
    is: "at most",
    goal: 200,
    fails: { whole: 260, short: 260 },
  },
} as const satisfies Readonly<Record<string, Floor>>;

/** The name of a figure that has a floor. */
export type FloorName = keyof typeof floors;

/** A figure that is so far from its goal that something must be wrong. */
export class FloorCrossed extends Error {}

/** Rounds of one run that differ by more than this factor say more about the machine than about the program. */
const MOST_SPREAD = 2;

/**
 * Compares a figure with its goal: a line for the table. Where rounds of the whole form differ too much, nobody can know what was measured; then
 * only the best of them is held against the bound. @throws FloorCrossed
 */
export function judged(name: FloorName, form: Form, figure: number, rounds: readonly number[] = [figure]): string {
  const { compares, is, goal, fails }: Floor = floors[name];
  const bound = fails[form];
  const isLeast = is === "at least";
  const spread = Math.max(...rounds) / Math.min(...rounds);
  const isUnsteady = form === "whole" && spread > MOST_SPREAD;
  const held = isUnsteady ? (isLeast ? Math.max(...rounds) : Math.min(...rounds)) : figure;
  if (isLeast ? held < bound : held > bound)
    throw new FloorCrossed(`${compares}: must be ${is} ${bound} (got ${held.toFixed(2)}); the goal is ${goal}`);
  const goalText = `goal: ${is} ${goal}`;
  return isUnsteady
    ? `${goalText}; only the best round is judged, because they differ by a factor of ${spread.toFixed(1)}: is the machine busy?`
    : `${goalText}; fails ${isLeast ? "below" : "above"} ${bound}`;
}
