import { expect, it } from "vitest";
import { listing } from "../../src/cli/listing/list.ts";
import { chaosPayout, temporaryFolder } from "./program.ts";

it("list prints what is shipped, in a folder that holds nothing, and ends well", async () => {
  const cwd = temporaryFolder();
  const { table } = await listing("scenarios", ["P1"], cwd, "");
  expect(await chaosPayout(["list", "scenarios", "--filter", "p1"], { cwd })).toEqual({
    code: 0,
    signal: null,
    stdout: table({ colour: 0, width: 100 }),
    stderr: "",
  });
});
