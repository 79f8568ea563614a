import type { Doubt, DoubtKind } from "../../domain/doubt.ts";

/** The type of a method, whose parameter may be one kind of doubt. */
export type Text<One> = string | { of(doubt: One): string }["of"];

/** One kind of doubt in words. A text is a function if it shows figures of the doubt. */
export interface DoubtText<One extends Doubt> {
  /** For the list of all kinds. */
  readonly summary: string;
  /** One sentence without a capital and a full stop. Default: the summary. */
  readonly says?: Text<One>;
  /** The flag, the key or the action that would settle it. */
  readonly wayOut?: Text<One>;
}

/** The doubt of this kind. */
export type DoubtOf<Kind extends DoubtKind> = Extract<Doubt, { readonly kind: Kind }>;

/** Some kinds of doubt in words. */
export type DoubtTexts = { readonly [Kind in DoubtKind]?: DoubtText<DoubtOf<Kind>> };
