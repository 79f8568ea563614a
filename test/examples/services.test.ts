import { describeVerdicts } from "./judge-examples.ts";
import { examples } from "./table.ts";

// Right and wrong, under the bug that the shipped scenarios begin with and under the fault that its popular fix does not survive.
describeVerdicts(examples, ["timeout-after-charge", "late-settle"], "right and wrong");
