import type { Snapshot } from "./snapshot.ts";

/** How long a system has been quiet: readable, no payment in flight, no balance moving, and no pending payout decided. */
export interface QuietTime {
  /** Compares a snapshot with the one before. True where something moved. */
  observe(snapshot: Snapshot, nowMs: number): boolean;
  quietForMs(nowMs: number): number;
  /** The projects whose balance moved within the last `ms`. */
  movedWithin(ms: number, nowMs: number): readonly string[];
}

/** The quiet time of a system of which there is no snapshot yet. */
export function createQuietTime(nowMs: number): QuietTime {
  let quietSinceMs = nowMs;
  let open = -1;
  const texts = new Map<string, string>();
  const movedAtMs = new Map<string, number>();
  return {
    observe(snapshot, now) {
      let moves = snapshot.error !== null || snapshot.inFlight > 0 || snapshot.open.payouts !== open;
      open = snapshot.open.payouts;
      for (const [projectId, { balanceMsat, heldMsat }] of snapshot.balances) {
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
