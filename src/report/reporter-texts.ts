import type { ReporterName } from "./report.ts";

/** What each reporter is for: one sentence without a capital and without a full stop. */
export const reporterTexts = {
  table: "for people: what each project should hold and does hold, the findings with their stories, and the verdict",
  json: "for programs: everything that the table says, under names that are a contract",
} as const satisfies Record<ReporterName, string>;
