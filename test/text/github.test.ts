import { describe, expect, it } from "vitest";
import { escapeWorkflowCommands, workflowCommand } from "../../src/text/github.ts";

describe("a workflow command", () => {
  it("escapes what would end a property, the properties or the line", () => {
    expect(workflowCommand("error", { file: "a,b:c%.yaml", line: "3" }, "10%\r\nof: it, all")).toBe(
      "::error file=a%2Cb%3Ac%25.yaml,line=3::10%25%0D%0Aof: it, all",
    );
  });
});

describe("text without workflow commands", () => {
  it.each([
    ["::error::x", ":\u200b:error::x"],
    ["a\n  ::stop::", "a\n  :\u200b:stop::"],
    ["a ##[group]", "a ##\u200b[group]"],
    ["a::b", "a::b"],
  ])("turns %j to %j", (text, expected) => {
    expect(escapeWorkflowCommands(text)).toBe(expected);
  });
});
