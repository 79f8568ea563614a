import { z } from "zod";
import { inWords, oneOf, section } from "../../document/field-types.ts";
import { mustBe } from "../../document/messages.ts";
import type { Amount } from "../service-file.ts";
import { selector } from "./text-types.ts";

/** The units of amounts. */
export const units = ["msat", "sat", "btc"] as const;

/** What each unit is. */
export const unitTexts = ["millisatoshis", "satoshis, 1,000 msat each", "bitcoin, 100,000,000 sats each"];

/** Where an amount stands, with its unit if that is not the one of the file. */
export function amountAt(title: string, description: string, example: string) {
  const map = section(
    {
      select: selector().meta({ title: "Selector", description: "Where the amount is.", examples: [example] }),
      unit: oneOf(units)
        .meta({
          title: "Unit of the amount",
          description: "Its unit, if it is not the unit of the file.",
          examples: ["btc"],
          enumDescriptions: unitTexts,
        })
        .optional(),
      integer: z
        .boolean({ error: mustBe("true or false") })
        .optional()
        .meta({
          title: "Integer",
          description: "True if only a whole JSON number counts as an amount, and text does not.",
          examples: [true],
          ...inWords("true or false"),
        }),
      number: z
        .boolean({ error: mustBe("true or false") })
        .optional()
        .meta({
          title: "Number",
          description: "True if only a JSON number counts as an amount, and text does not. It may have decimals.",
          examples: [true],
          ...inWords("true or false"),
        }),
    },
    { label: "an amount", takes: "a map with select and unit" },
  );
  return z
    .union([selector().transform((select): Amount => ({ select, unit: null })), map.transform(amountOf)], {
      error: mustBe(`a selector such as ${example}, or { select, unit }`),
    })
    .meta({ title, description, examples: [example, { select: example, unit: "sat" }] });
}

function amountOf(written: {
  select: string;
  unit?: Amount["unit"] | undefined;
  integer?: boolean | undefined;
  number?: boolean | undefined;
}): Amount {
  const { unit = null, ...rest } = written;
  return { unit, ...rest };
}
