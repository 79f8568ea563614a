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
  it("writes nothing before there is something to show", () => {
    const { terminal, line } = setUp();
    line.close();
    expect(terminal.writes).toEqual([]);
  });

  it("is drawn over in one write each time, with the cursor hidden once", () => {
    const { terminal, line } = setUp();
    line.show("one long line");
    line.show("two");
    expect(terminal.writes).toEqual(["\u001b[?25l\rone long line\u001b[K", "\rtwo\u001b[K"]);
    expect([terminal.lines(), terminal.isCursorShown()]).toEqual([["two"], false]);
  });

  it("is not written again while it stays the same", () => {
    const { terminal, line } = setUp();
    line.show("one");
    line.show("one");
    expect(terminal.writes).toHaveLength(1);
  });

  it("is gone when it is closed, and the cursor is back; once, however often", () => {
    const { terminal, line, atExit } = setUp();
    line.show("one");
    line.close();
    line.close();
    expect(terminal.writes.slice(1)).toEqual(["\r\u001b[K\u001b[?25h"]);
    expect([terminal.lines(), terminal.isCursorShown(), atExit.size]).toEqual([[""], true, 0]);
  });

  it("gives the cursor back when the process ends in the middle of it", () => {
    const { terminal, line, exit } = setUp();
    line.show("one");
    exit();
    expect([terminal.lines(), terminal.isCursorShown()]).toEqual([[""], true]);
  });

  it("stays below what is said meanwhile", () => {
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
