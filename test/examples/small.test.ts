import { describeVerdicts } from "./judge-examples.ts";
import { examples } from "./table.ts";

// The quickest of the four, under the fault in which right and wrong differ: the rest takes longer than other tests may.
const quick = examples.filter(({ name }) => name === "wallet-python");
describeVerdicts(quick, ["late-settle"], "right and wrong");
