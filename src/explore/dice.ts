import { chanceFor } from "../scenario/draw.ts";

/** Draws from a seed, each time for a purpose of its own, so that one draw moves no other. */
export interface Dice {
  /** One of the items, of which there must be one; an item that is there twice is twice as likely. @throws RangeError */
  pick<Item>(purpose: string, items: readonly Item[]): Item;
  /** True once in so many times. */
  oneIn(purpose: string, times: number): boolean;
  /** A whole number from 1 to `most`. */
  upTo(purpose: string, most: number): number;
}

/** Dice for a seed. */
export function createDice(seed: number): Dice {
  const below = (purpose: string, size: number) => Math.floor(chanceFor(seed, purpose)() * size);
  return {
    pick(purpose, items) {
      const index = below(purpose, items.length);
      const item = items[index];
      if (item === undefined) throw new RangeError(`there is nothing to draw for ${purpose}`);
      return item;
    },
    oneIn: (purpose, times) => below(purpose, times) === 0,
    upTo: (purpose, most) => 1 + below(purpose, most),
  };
}
