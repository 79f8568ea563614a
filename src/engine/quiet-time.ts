import type { Snapshot } from "./snapshot.ts";

/** How long a system has stood still. Quiet: it can be read, no payment is in flight, no balance moves, and no payout is decided. */
export interface QuietTime {
  /** True where something moved since the look before. */
  observe(look: Snapshot, nowMs: number): boolean;
  quietForMs(nowMs: number): number;
  /** The projects whose balance was seen to move within so long. */
  movedWithin(ms: number, nowMs: number): readonly string[];
}

/** Of a system that has not been looked at yet. */
export function createQuietTime(nowMs: number): QuietTime {
  let quietSinceMs = nowMs;
  let open = -1;
  const texts = new Map<string, string>();
  const movedAtMs = new Map<string, number>();
  return {
    observe(look, now) {
      let moves = look.error !== null || look.inFlight > 0 || look.open.payouts !== open;
      open = look.open.payouts;
      for (const [projectId, { balanceMsat, heldMsat }] of look.balances) {
        const text = `${balanceMsat}/${heldMsat}`;
        const before = texts.get(projectId);
        if (before === text) continue;
        if (before !== undefined) movedAtMs.set(projectId, now);
        texts.set(projectId, text);
        moves = true;
      }
      if (moves) quietSinceMs = now;
      return moves;
    },
    quietForMs: (now) => now - quietSinceMs,
    movedWithin: (ms, now) => [...movedAtMs].filter(([, atMs]) => now - atMs < ms).map(([projectId]) => projectId),
  };
}
