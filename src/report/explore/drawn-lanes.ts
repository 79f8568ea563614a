import type { History } from "../../domain/history.ts";
import { type Lane, lanes } from "../../domain/trace.ts";

/** The lanes in which something happens, from left to right. */
export function lanesOf({ events }: Pick<History, "events">): readonly Lane[] {
  return lanes.filter((lane) => events.some((event) => event.lane === lane || event.to === lane));
}

/** Whether the events are about several payouts, so that each says about which. */
export function isAboutSeveral({ events }: Pick<History, "events">): boolean {
  return new Set(events.flatMap(({ payout }) => payout ?? [])).size > 1;
}
