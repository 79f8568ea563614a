/** The last moment that a date can have, in milliseconds since 1970. */
const LAST_EPOCH_MS = 8.64e15;

/**
 * The value of `CHAOS_PAYOUT_RUN`. Nobody can know it before the run that judges has said it, and it says itself until when scripts may send for that
 * run: all that a script knows on a machine of its own. It is a little less long than the run waits.
 */
export function runName(id: string, untilEpochMs: number): string {
  return `${id}-${Math.floor(untilEpochMs / 1000).toString(36)}`;
}

/** Until when scripts may send for a run of this name, in milliseconds since 1970; undefined if no run is called so. */
export function judgedUntil(run: string): number | undefined {
  const [, seconds] = /^[0-9a-z]+-([0-9a-z]{1,9})$/.exec(run) ?? [];
  const untilMs = Number.parseInt(seconds ?? "", 36) * 1000;
  return untilMs <= LAST_EPOCH_MS ? untilMs : undefined;
}

/** Nobody would judge what is sent from now on, so nothing is. */
export class NobodyJudges extends Error {
  constructor(because: string) {
    super(`nothing more is sent, because nobody would judge it: ${because}`);
    this.name = "NobodyJudges";
  }
}
