import { InvalidArgumentError } from "commander";
import { crashPoints, type PlannedCrash } from "../domain/crash-point.ts";
import { type DialectName, dialectNames } from "../domain/dialect.ts";
import { interruptions } from "../domain/interruption.ts";
import { type Msat, msatOf, satsOf } from "../domain/money.ts";
import type { DeclaredProject } from "../domain/run-started.ts";
import type { RateLimit } from "../embedded/demo/rate-limit.ts";
import { MAX_BALANCE_MSAT, type ProjectOpening } from "../embedded/ledger/balances.ts";

/** Reads a whole number within bounds; `_` may separate its digits. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text.replaceAll("_", ""));
    if (/^\d[\d_]*$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** Reads a duration within bounds, e.g. `300ms` or `2s`; in milliseconds. */
export function duration(leastMs: number, mostMs: number): (text: string) => number {
  return (text) => {
    const [, number, unit] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s)$/.exec(text) ?? [];
    const ms = Number(number) * (unit === "s" ? 1_000 : 1);
    if (ms >= leastMs && ms <= mostMs) return Math.round(ms);
    const bounds = `from ${leastMs}ms to ${mostMs / 1_000}s`;
    throw new InvalidArgumentError(`It must be a duration ${bounds}, such as 100ms or 2s.`);
  };
}

/** Reads `--dialect`, which may be repeated. */
export function dialects(text: string, before: readonly DialectName[] = []): readonly DialectName[] {
  const name = dialectNames.find((known) => known === text);
  if (name === undefined) throw new InvalidArgumentError(`Allowed choices are ${dialectNames.join(", ")}.`);
  if (before.includes(name)) throw new InvalidArgumentError(`The dialect ${name} is given twice.`);
  return [...before, name];
}

/** Reads a share of an amount, e.g. `0.1%`; in millionths. */
export function percentage(text: string): number {
  const [, percent] = /^(\d{1,2}(?:\.\d{1,4})?)\s?%$/.exec(text) ?? [];
  if (percent !== undefined) return Math.round(Number(percent) * 10_000);
  throw new InvalidArgumentError("It must be a percentage below 100%, such as 0.1%.");
}

const windowsMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Reads `--rate-limit`: payouts per second, minute or hour, e.g. `10/h`. */
export function rateLimit(text: string): RateLimit {
  const [, payouts, unit] = /^(\d{1,7})\/([smh])$/.exec(text) ?? [];
  const windowMs = unit === undefined ? undefined : windowsMs[unit as keyof typeof windowsMs];
  if (windowMs !== undefined && Number(payouts) >= 1) return { payouts: Number(payouts), windowMs };
  throw new InvalidArgumentError("It must be a number of payouts per h, m or s, such as 10/h, 5/m or 2/s.");
}

/** Reads `--project`, which may be repeated: an id and an opening balance, e.g. `project_test_001=100_000`. */
export function projectOpenings(text: string, before: readonly ProjectOpening[] = []): readonly ProjectOpening[] {
  const separator = text.lastIndexOf("=");
  const projectId = text.slice(0, Math.max(separator, 0)).trim();
  const balanceMsat = msatOfSats(text.slice(separator + 1));
  if (projectId === "" || balanceMsat === undefined) {
    throw new InvalidArgumentError(
      "It must be a project id and an opening balance in sats, such as project_test_001=100_000.",
    );
  }
  if (before.some((each) => each.projectId === projectId)) {
    throw new InvalidArgumentError(`The project ${projectId} is given twice.`);
  }
  return [...before, { projectId, balanceMsat }];
}

function msatOfSats(text: string): Msat | undefined {
  const isAmount = /^\d[\d_,]{0,30}(?:\.\d{1,3})?$/.test(text);
  const msat = isAmount ? msatOf(Number(text.replaceAll(/[_,]/g, ""))) : Number.NaN;
  return msat <= MAX_BALANCE_MSAT ? msat : undefined;
}

/** Reads `--crash`, which may be repeated: `after-charge:3:pause:300ms`. */
export function plannedCrashes(text: string, before: readonly PlannedCrash[] = []): readonly PlannedCrash[] {
  const [, point, digits, kind, length] = /^([a-z-]+):([1-9]\d{0,6}):([a-z-]+):(\d{1,9})ms$/.exec(text) ?? [];
  const at = crashPoints.find((each) => each === point);
  const how = interruptions.find((each) => each === kind);
  if (at !== undefined && how !== undefined) {
    return [...before, { at, occurrence: Number(digits), how, forMs: Number(length), instance: 1 }];
  }
  throw new InvalidArgumentError(
    `It must be a crash point, an occurrence, an interruption and its length, such as after-charge:3:kill:0ms; the points are ${crashPoints.join(", ")}.`,
  );
}

type MayHold = DeclaredProject["mayHold"];

const PPM_OF_PERCENT = 10_000;

/** Reads `--may-hold`: sats, a share of the amount, or both. */
export function mayHold(text: string): MayHold {
  const [, percent, comma, sats] = /^(?:(\d{1,3}(?:\.\d{1,4})?)%)?(,)?(?:(\d{1,9}(?:\.\d{1,3})?))?$/.exec(text) ?? [];
  const isSeparated = (comma !== undefined) === (percent !== undefined && sats !== undefined);
  if (isSeparated && (percent !== undefined || sats !== undefined) && Number(percent ?? 0) <= 100) {
    return {
      ppm: Math.round(Number(percent ?? 0) * PPM_OF_PERCENT),
      atLeastMsat: Math.round(Number(sats ?? 0) * 1_000),
    };
  }
  throw new InvalidArgumentError(
    "It must be a number of sats such as 5, a share such as 0.5%, or both, such as 0.5%,5.",
  );
}

/** The value of `--may-hold`, as the option takes it. */
export function formatMayHold({ ppm, atLeastMsat }: MayHold): string {
  const share = ppm === 0 ? [] : [`${ppm / PPM_OF_PERCENT}%`];
  return [...share, ...(atLeastMsat === 0 && ppm > 0 ? [] : [String(satsOf(atLeastMsat))])].join(",");
}
