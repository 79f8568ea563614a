import type { Check } from "../check.ts";

/** Not asked yet. */
export const acceptedAndLost: Check = () => [];
