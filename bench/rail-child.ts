// Our LND REST rail in a process of its own, which ends with its parent. Sends its address.
import { startSettlingNode } from "./under-test.ts";

const { url } = await startSettlingNode();
process.send?.(url);
process.on("disconnect", () => process.exit(0));
