import type { PayoutNumber } from "../../domain/payout.ts";
import { type EventName, eventName, type Link } from "../../domain/schedule.ts";
import type { Turns } from "../turns.ts";

/** The names of events, as the turns give them. */
export interface TurnNames {
  /** The name of what has just had its turn; undefined if that was asked for before. */
  had(link: Link, payout: PayoutNumber | null): EventName | undefined;
  /** The name of what comes next. */
  next(link: Link, payout: PayoutNumber): EventName;
}

/** Learns the names of one run. */
export function createTurnNames(listen: Turns["listen"]): TurnNames {
  const counts = new Map<string, number>();
  const had = new Map<string, EventName>();
  listen((name) => {
    const key = name.slice(0, name.lastIndexOf("#"));
    counts.set(key, (counts.get(key) ?? 0) + 1);
    had.set(key, name);
  });
  return {
    had(link, payout) {
      const key = `${link} ${payout}`;
      const name = had.get(key);
      had.delete(key);
      return name;
    },
    next: (link, payout) => eventName(link, String(payout), (counts.get(`${link} ${payout}`) ?? 0) + 1),
  };
}
