import { describe, expect, it } from "vitest";
import { codeFrame, renderProblem, renderProblems } from "../../src/document/problem.ts";

const lines = ["load:", "  - name: spike", "    concurency: 60", "    payouts: 600"];

describe("codeFrame", () => {
  it("shows the line with its neighbours and a caret under the column", () => {
    expect(codeFrame(lines, 3, 5)).toBe(
      ["  2 |   - name: spike", "> 3 |     concurency: 60", "    |     ^", "  4 |     payouts: 600"].join("\n"),
    );
  });

  it("has no neighbours to show where there are none", () => {
    expect(codeFrame(["- a"], 1, 1)).toBe("> 1 | - a\n    | ^");
  });

  it("aligns line numbers of different widths", () => {
    const many = Array.from({ length: 12 }, (_, index) => `k${index}: 1`);
    expect(codeFrame(many, 10, 1)).toBe("   9 | k8: 1\n> 10 | k9: 1\n     | ^\n  11 | k10: 1");
  });

  it("cuts a long line so that the caret stays in sight", () => {
    const frame = codeFrame([`${"a".repeat(5_000)}!${"b".repeat(5_000)}`], 1, 5_001);
    const [code = "", caret = ""] = frame.split("\n");
    expect(code[caret.indexOf("^")]).toBe("!");
    expect(code.length).toBeLessThan(120);
  });

  it("masks control characters of the file", () => {
    expect(codeFrame(["a:\t\u009b31mred\u200b"], 1, 1)).toBe("> 1 | a: \ufffd31mred\ufffd\n    | ^");
  });
});

describe("renderProblem", () => {
  const problem = {
    file: "x.yaml",
    line: 3,
    column: 5,
    message: 'unknown key "concurency"',
    frame: codeFrame(lines, 3, 5),
  };

  it("opens with the place, the sentence and the suggestion", () => {
    expect(
      renderProblem({ ...problem, suggestion: "concurrency" }),
    ).toBe(`x.yaml:3:5  unknown key "concurency": did you mean "concurrency"?

  2 |   - name: spike
> 3 |     concurency: 60
    |     ^
  4 |     payouts: 600`);
  });

  it("is one line where the whole file is the problem", () => {
    expect(renderProblem({ ...problem, frame: "" })).toBe('x.yaml:3:5  unknown key "concurency"');
  });

  it("masks control characters in file names", () => {
    const evil = { ...problem, file: "x\u001b[31m.yaml", message: "there is no file y\n\u001b[2J.yaml", frame: "" };
    expect(renderProblem(evil)).toBe("x\ufffd[31m.yaml:3:5  there is no file y\ufffd\ufffd[2J.yaml");
  });

  it("names the words that could have been meant, and the option that a wrong value came from", () => {
    expect(renderProblem({ ...problem, frame: "", suggestion: "for", known: ["for", "rate"] })).toBe(
      'x.yaml:3:5  unknown key "concurency": did you mean "for"? (known: for, rate)',
    );
    expect(renderProblem({ ...problem, frame: "", option: "--set a=1" })).toBe(
      '--set a=1 (x.yaml)  unknown key "concurency"',
    );
  });

  it("keeps the frame within the width, and the caret under what it points at", () => {
    const row = `  - { ${Array.from({ length: 20 }, (_, at) => `key${at}: ${at}`).join(", ")} }`;
    for (const word of ["key0", "key3", "key9", "key19"]) {
      const column = row.indexOf(word) + 1;
      const text = renderProblem({ ...problem, column, frame: codeFrame(["load:", row, "x: 1"], 2, column) }, 40);
      const [, , , code = "", caret = ""] = text.split("\n");
      expect(code.slice(caret.indexOf("^"))).toMatch(new RegExp(`^${word}`));
      for (const line of text.split("\n").slice(1)) expect(line.length).toBeLessThanOrEqual(40);
    }
  });

  it("shows 20 problems and counts the rest", () => {
    const text = renderProblems(Array.from({ length: 23 }, () => ({ ...problem, frame: "" })));
    expect(text.split("\n\n")).toHaveLength(21);
    expect(text.split("\n\n").at(-1)).toBe("… and 3 more problems in x.yaml");
  });
});
