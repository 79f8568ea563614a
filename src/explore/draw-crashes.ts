import { interruptionKinds } from "../domain/interruption.ts";
import type { ScenarioInput } from "../scenario/define.ts";
import type { Dice } from "./dice.ts";
import type { DrawnCrash } from "./draw-trouble.ts";

interface Hit {
  readonly crashes: readonly DrawnCrash[];
  readonly instances: number;
  readonly payouts: number;
}

/** The crashes as they are written in a file. */
export function drawCrashes(dice: Dice, { crashes, instances, payouts }: Hit): Pick<ScenarioInput, "crashes"> {
  if (crashes.length === 0) return {};
  if (dice.oneIn("crashes anywhere", 6)) {
    const ways = [...new Set(crashes.map(({ how }) => how))];
    return { crashes: { random: crashes.length, ...(ways.join() === "kill" ? {} : { how: ways }) } };
  }
  return {
    crashes: crashes.map(({ how, place }, index) => {
      // Instances take turns, so each passes a point less often.
      const occurrence = instances > 1 ? 1 : dice.upTo(`occurrence of crash ${index}`, payouts);
      const instance = payouts > 1 ? dice.upTo(`instance of crash ${index}`, instances) : 1;
      return {
        ...place,
        ...(occurrence === 1 ? {} : { occurrence }),
        ...(how === "kill" ? {} : { how }),
        ...drawLength(dice, how, index),
        ...(instance === 1 ? {} : { instance }),
      };
    }),
  };
}

/** A pause is longer than a lease or shorter; anything else is as long as by default, or half a second. */
function drawLength(dice: Dice, how: DrawnCrash["how"], index: number): { readonly for?: string } {
  if (interruptionKinds[how].takes === null || dice.oneIn(`default length of crash ${index}`, 2)) return {};
  return { for: how === "pause" ? "1500ms" : "500ms" };
}
