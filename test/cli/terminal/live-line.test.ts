import { describe, expect, it } from "vitest";
import { createLiveLine } from "../../../src/cli/terminal/live-line.ts";
import { createFakeTerminal } from "./fake-terminal.ts";

/** A line on a terminal, and the end of its process. */
function setUp() {
  const terminal = createFakeTerminal(80);
  const atExit = new Set<() => void>();
  const line = createLiveLine(terminal, (then) => {
    atExit.add(then);
    return () => void atExit.delete(then);
  });
  const exit = () => {
    for (const then of [...atExit]) then();
  };
  return { terminal, line, atExit, exit };
}

describe("a live line", () => {
  it("writes nothing until it is shown", () => {
    const { terminal, line } = setUp();
    line.close();
    expect(terminal.writes).toEqual([]);
  });

  it("is overwritten in one write each time, and hides the cursor once", () => {
    const { terminal, line } = setUp();
    line.show("one long line");
    line.show("two");
    expect(terminal.writes).toEqual(["\u001b[?25l\rone long line\u001b[K", "\rtwo\u001b[K"]);
    expect([terminal.lines(), terminal.isCursorShown()]).toEqual([["two"], false]);
  });

  it("is not written again while it is unchanged", () => {
    const { terminal, line } = setUp();
    line.show("one");
    line.show("one");
    expect(terminal.writes).toHaveLength(1);
  });

  it("disappears when it is closed, shows the cursor again, and can be closed twice", () => {
    const { terminal, line, atExit } = setUp();
    line.show("one");
    line.close();
    line.close();
    expect(terminal.writes.slice(1)).toEqual(["\r\u001b[K\u001b[?25h"]);
    expect([terminal.lines(), terminal.isCursorShown(), atExit.size]).toEqual([[""], true, 0]);
  });

  it("shows the cursor again when the process exits early", () => {
    const { terminal, line, exit } = setUp();
    line.show("one");
    exit();
    expect([terminal.lines(), terminal.isCursorShown()]).toEqual([[""], true]);
  });

  it("stays below the messages", () => {
    const { terminal, line } = setUp();
    line.printAbove("before");
    line.show("one");
    line.printAbove("SIGINT: the load stops");
    expect(terminal.lines()).toEqual(["before", "SIGINT: the load stops", "one"]);
    line.close();
    line.printAbove("after");
    expect(terminal.lines()).toEqual(["before", "SIGINT: the load stops", "after", ""]);
  });

  it("can be shown again after it was closed", () => {
    const { terminal, line } = setUp();
    line.show("one");
    line.close();
    line.show("one");
    expect([terminal.lines(), terminal.isCursorShown()]).toEqual([["one"], false]);
  });
});
