import { html } from "./html/page.ts";
import { json } from "./json.ts";
import type { Reporter, ReporterName } from "./report.ts";
import { table } from "./table.ts";

/** Every reporter by name. A new one is a file and a line here. */
export const reporters = { table, json, html } as const satisfies Record<ReporterName, Reporter>;
