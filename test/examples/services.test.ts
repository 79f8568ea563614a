import { describeVerdicts } from "./judge-examples.ts";
import { examples } from "./table.ts";

// Every version, under the bug that the shipped scenarios begin with and under the fault that its popular fix does not survive.
describeVerdicts(examples, ["timeout-after-charge", "late-settle"], "all versions");
