import type { Reporter, ReporterName } from "./report.ts";

/** Every reporter by name, loaded on demand, because most runs use one. A new one is a file and a line here. */
export const reporters = {
  table: async () => (await import("./table.ts")).table,
  json: async () => (await import("./json.ts")).json,
  junit: async () => (await import("./junit.ts")).junit,
  markdown: async () => (await import("./markdown.ts")).markdown,
  github: async () => (await import("./github.ts")).github,
  html: async () => (await import("./html/page.ts")).htmlReporter,
} as const satisfies Record<ReporterName, () => Promise<Reporter>>;
