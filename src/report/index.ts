import { github } from "./github.ts";
import { html } from "./html/page.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import type { Reporter, ReporterName } from "./report.ts";
import { table } from "./table.ts";

/** Every reporter by name. A new one is a file and a line here. */
export const reporters = { table, json, junit, markdown, github, html } as const satisfies Record<
  ReporterName,
  Reporter
>;
