import { describe } from "vitest";
import { describeVerdicts } from "./judge-examples.ts";
import { examples } from "./table.ts";
import { faults, p1 } from "./versions.ts";

// A quarter of an hour: every version under every P1 scenario and every fault of a payment.
describe.runIf(process.env["LONG_TESTS"] !== undefined)("under every scenario", () => {
  describeVerdicts(examples, [...p1, ...faults], "all versions");
});
