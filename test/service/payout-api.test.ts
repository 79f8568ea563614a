import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { payoutApi } from "../../src/service/payout-api.ts";
import { parseService } from "../../src/service/schema/parse.ts";

const file = join(import.meta.dirname, "../../services/payout-api.service.yaml");

it("the embedded contract is what its service file says", async () => {
  const parsed = parseService(await readFile(file, "utf8"), file);
  expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  if (parsed.ok) expect({ ...parsed.service, folder: "" }).toEqual(payoutApi);
});
