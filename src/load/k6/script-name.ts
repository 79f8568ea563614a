/** The name of the script of k6. */
export const SCRIPT = "chaos-payout.js";
