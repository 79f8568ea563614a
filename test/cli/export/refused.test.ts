import { expect, it } from "vitest";
import { exportCommand } from "../../../src/cli/export/export.ts";

it("a scenario where the folder belongs is refused, or another scenario would be written into a folder of that name", async () => {
  const what = { engine: "artillery", folder: "timeout-retry", scenario: undefined } as const;
  await expect(exportCommand(what, { processes: 1 } as Parameters<typeof exportCommand>[1])).rejects.toThrow(
    'timeout-retry is a scenario: name the folder before it, as in "export artillery my-load timeout-retry"',
  );
});
