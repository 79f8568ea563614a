import type { Doubt, DoubtKind } from "../domain/doubt.ts";
import type { DoubtText, Text } from "./doubt-texts/doubt-text.ts";
import { doubtTexts } from "./doubt-texts/index.ts";

/** What was not proved and why, in one sentence without a capital and without a full stop. */
export function doubtText(doubt: Doubt): string {
  const { says, summary }: DoubtText<Doubt> = doubtTexts[doubt.kind];
  return textFor(doubt, says) ?? summary;
}

/** The flag, the key or the action that would settle it, as a request: `raise client.timeout`; "" if there is none. */
export function doubtWayOut(doubt: Doubt): string {
  const { wayOut }: DoubtText<Doubt> = doubtTexts[doubt.kind];
  return textFor(doubt, wayOut) ?? "";
}

/** What was not proved, and what would settle it. */
export function doubtSentence(doubt: Doubt): string {
  const wayOut = doubtWayOut(doubt);
  return wayOut === "" ? doubtText(doubt) : `${doubtText(doubt)}; ${wayOut}`;
}

/** Every kind of doubt with its meaning. */
export const doubtKinds: readonly (readonly [kind: DoubtKind, is: string])[] = Object.entries(doubtTexts).map(
  ([kind, { summary }]) => [kind as DoubtKind, summary],
);

/** The fault, or the crash point, that a doubt is about; undefined for any other doubt. */
export function doubtedFault(doubt: Doubt): string | undefined {
  if ("fault" in doubt) return doubt.fault;
  return "point" in doubt ? doubt.point : undefined;
}

function textFor(doubt: Doubt, text: Text<Doubt> | undefined): string | undefined {
  return typeof text === "function" ? text(doubt) : text;
}
