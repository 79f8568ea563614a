import { describeVerdicts } from "./judge-examples.ts";
import { examples } from "./table.ts";

// Two of the four, under the fault in which right and wrong differ most: the rest takes longer than other tests may.
const quick = examples.filter(({ name }) => name === "wallet-python" || name === "game-backend");
describeVerdicts(quick, ["late-settle"], "right and wrong");
