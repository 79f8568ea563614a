import type { ReporterName } from "./report.ts";

/** What each reporter is for: one sentence without a capital and without a full stop. */
export const reporterTexts = {
  table: "for people: what each project should hold and does hold, the findings with their stories, and the verdict",
  json: "for programs: everything that the table says, under names that are a contract",
  junit: "for CI servers: a test for each check, threshold and fault, with the stories in the failure text",
  markdown: "for a comment or a job summary: the verdict first, then the tables, the stories folded",
  github: "for GitHub Actions: annotations on the lines of the scenario file",
  html: "for a browser: one file with plots, and every finding in three lanes",
} as const satisfies Record<ReporterName, string>;
