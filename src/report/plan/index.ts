import { planJson } from "./json.ts";
import { planTable } from "./table.ts";

/** Every reporter of `plan` by name. A new one is a file and a line here. */
export const planReporters = { table: planTable, json: planJson } as const;
