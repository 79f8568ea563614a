import { describe, expect, it } from "vitest";
import { type Column, drawTable, fitTable } from "../../src/text/table.ts";

const columns: readonly Column[] = [
  { head: "Name", align: "left" },
  { head: "Count", align: "right", optional: true },
  { head: "Drift", align: "right" },
];
const rows = [
  ["project_test_001", "200", "−10,200"],
  ["東京", "1", "0"],
];

describe("a table", () => {
  it.each([
    [
      39,
      [
        " ┌──────────────────┬───────┬─────────┐",
        " │ Name             │ Count │   Drift │",
        " ├──────────────────┼───────┼─────────┤",
        " │ project_test_001 │   200 │ −10,200 │",
        " │ 東京             │     1 │       0 │",
        " └──────────────────┴───────┴─────────┘",
      ],
    ],
    [
      38,
      [
        " ┌─────────────────┬──────┬────────┐",
        " │ Name            │ Count│   Drift│",
        " ├─────────────────┼──────┼────────┤",
        " │ project_test_001│   200│ −10,200│",
        " │ 東京            │     1│       0│",
        " └─────────────────┴──────┴────────┘",
      ],
    ],
    [
      35,
      [
        " ┌─────────────────┬────────┐",
        " │ Name            │   Drift│",
        " ├─────────────────┼────────┤",
        " │ project_test_001│ −10,200│",
        " │ 東京            │       0│",
        " └─────────────────┴────────┘",
      ],
    ],
    [
      20,
      [
        " ┌─────────┬───────┐",
        " │Name     │  Drift│",
        " ├─────────┼───────┤",
        " │proj…_001│−10,200│",
        " │東京     │      0│",
        " └─────────┴───────┘",
      ],
    ],
    [19, [" project_test_001", "   Count 200", "   Drift −10,200", " 東京", "   Count 1", "   Drift 0"]],
  ])("in %i columns gives up padding, columns, names and its frame, in this order, and no figure", (width, lines) => {
    expect(fitTable({ columns, rows }, width)).toEqual(lines);
  });

  it("colours the text of a cell and not its padding", () => {
    const paint = (text: string, row: number, column: number) => (row === 1 && column === 2 ? `<${text}>` : text);
    expect(drawTable({ columns, rows, paint })[4]).toBe(" │ 東京             │     1 │       <0> │");
  });
});
