/**
 * The value of `CHAOS_PAYOUT_RUN`. Nobody can know it before the run that judges has said it, and it says itself until when that run judges at most: all
 * that a script knows on a machine of its own.
 */
export function runName(id: string, untilEpochMs: number): string {
  return `${id}-${Math.floor(untilEpochMs / 1000).toString(36)}`;
}

/** Until when a run of this name judges at most, in milliseconds since 1970; undefined if no run is called so. */
export function judgedUntil(run: string): number | undefined {
  const [, seconds] = /^[0-9a-z]+-([0-9a-z]{1,9})$/.exec(run) ?? [];
  return seconds === undefined ? undefined : Number.parseInt(seconds, 36) * 1000;
}

/** Nobody would judge what is sent from now on, so nothing is. */
export class NobodyJudges extends Error {
  constructor(because: string) {
    super(`nothing more is sent, because nobody would judge it: ${because}`);
    this.name = "NobodyJudges";
  }
}
