import type { Clock } from "../domain/clock.ts";
import type { Chance } from "../domain/random.ts";
import type { PayoutRecord } from "../embedded/ledger/payout-records.ts";
import type { Store } from "../embedded/ledger/store.ts";
import { PayoutService } from "../embedded/payout-service.ts";
import { watchedStore } from "../embedded/watched-store.ts";
import type { Rail } from "../rail/port.ts";
import type { Plan } from "../scenario/plan.ts";
import type { SimulatedProcess } from "./fleet.ts";
import { type Life, mortal, mortalClock } from "./mortal.ts";

/** What the processes of the embedded API have in common. */
export interface EmbeddedProcessOptions {
  readonly plan: Plan;
  readonly railOf: (life: Life, host: string) => Rail;
  /** The ledger as a process reaches it. */
  readonly storeOf: (host: string) => Store;
  /** How late a timer of a process is. */
  readonly lateMs: (host: string) => number;
  /** Told of each payout whose status has changed, by process; null where nobody is. */
  readonly changedOf: ((life: Life, host: string) => (payout: PayoutRecord) => void) | null;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly onBug: (error: unknown) => void;
}

/** Starts the embedded API in a simulated process, on ports that end with it. */
export function embeddedProcess(
  options: EmbeddedProcessOptions,
  { life, name, checkpoint }: SimulatedProcess,
): PayoutService {
  const { plan, railOf, storeOf, lateMs, clock, chance, onBug, changedOf } = options;
  const { strategy, fee, webhooks: hearsRail, recheckAfterMs } = plan.api;
  const changed = changedOf?.(life, name);
  const own = mortal(storeOf(name), life);
  const store =
    changed === undefined ? own : watchedStore(own, { changed, refunded: () => {}, chargedAgain: () => {} });
  return new PayoutService({
    fee,
    hearsRail,
    recheckAfterMs,
    store,
    rail: mortal(railOf(life, name), life),
    clock: mortalClock(clock, life, () => lateMs(name)),
    chance,
    strategy,
    checkpoint,
    onBug,
  });
}
