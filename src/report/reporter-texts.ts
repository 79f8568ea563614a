import type { ReporterName } from "./report.ts";

/** What each reporter is for: one sentence without a capital and without a full stop. */
export const reporterTexts = {
  table: "for people: each project's expected and actual balance, the findings with timelines, and the verdict",
  json: "for programs: everything in the table, under stable names",
  junit: "for CI servers: one test per check, threshold and fault, with timelines in the failure text",
  markdown: "for a comment or a job summary: the verdict first, then tables and folded timelines",
  github: "for GitHub Actions: annotations on the lines of the scenario file",
  html: "for a browser: one self-contained file with plots and a three-lane timeline for each finding",
} as const satisfies Record<ReporterName, string>;
