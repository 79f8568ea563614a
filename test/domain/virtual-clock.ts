export { createVirtualClock, type VirtualClock } from "../../src/simulation/virtual-clock.ts";
