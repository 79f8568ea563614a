import type { Matrix } from "../../domain/matrix.ts";
import type { ReportOptions } from "../report.ts";
import { matrixJson } from "./json.ts";
import { matrixMarkdown } from "./markdown.ts";
import { matrixTable } from "./table.ts";

/** Renders a matrix; writes nothing. */
export type MatrixReporter = (matrix: Matrix, options: ReportOptions) => string;

/** Every reporter of `matrix` by name. A new one is a file and a line here. */
export const matrixReporters = {
  table: matrixTable,
  json: matrixJson,
  markdown: matrixMarkdown,
} as const satisfies Record<string, MatrixReporter>;
