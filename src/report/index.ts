import type { Reporter } from "./report.ts";

interface ListedReporter {
  /** What it is for: one sentence without a capital and without a full stop. */
  readonly text: string;
  /** Loads it when it is asked for, because most runs want only one and wait for it. */
  load(): Promise<Reporter>;
}

/** Every reporter by name. A new one is a file and an entry here. */
export const reporters = {
  table: {
    text: "for people: each project's expected and actual balance, the findings with timelines, and the verdict",
    load: async () => (await import("./table.ts")).table,
  },
  json: {
    text: "for programs: everything in the table, under stable names",
    load: async () => (await import("./json.ts")).json,
  },
  junit: {
    text: "for CI servers: one test per check, threshold and fault, with timelines in the failure text",
    load: async () => (await import("./junit.ts")).junit,
  },
  markdown: {
    text: "for a comment or a job summary: the verdict first, then tables and folded timelines",
    load: async () => (await import("./markdown.ts")).markdown,
  },
  github: {
    text: "for GitHub Actions: annotations on the lines of the scenario file",
    load: async () => (await import("./github.ts")).github,
  },
  html: {
    text: "for a browser: one self-contained file with plots and a three-lane timeline for each finding",
    load: async () => (await import("./html/page.ts")).htmlReporter,
  },
} as const satisfies Record<string, ListedReporter>;

/** The name of a reporter. */
export type ReporterName = keyof typeof reporters;

/** Every name, `table`, the default, first. */
export const reporterNames = Object.keys(reporters) as [ReporterName, ...ReporterName[]];

/** The reporters that draw a run over time, which takes a chart; their pages are of no use in a terminal. */
export const drawingReporters: readonly ReporterName[] = ["html"];
