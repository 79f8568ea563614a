import type { DoubtKind } from "../../domain/doubt.ts";
import type { DoubtOf, DoubtText } from "./doubt-text.ts";
import { end } from "./end.ts";
import { load } from "./load.ts";
import { preparation } from "./preparation.ts";

/** Every kind of doubt, in the order in which a run goes. */
export const doubtTexts = { ...preparation, ...load, ...end } as const satisfies {
  readonly [Kind in DoubtKind]: DoubtText<DoubtOf<Kind>>;
};
