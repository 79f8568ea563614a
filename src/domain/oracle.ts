/** Who is believed about what was paid: the rail, where it is ours, or else the answers and the lists of the service. */
export type Oracle = "rail" | "answers";

/**
 * What a payment timeout means that the service was told to inject, where answers are the oracle: `never-paid` is declared by the contract
 * of the switch and stands beside the verdict; `unknown` leaves open whether the payment settled, as every other timeout does.
 */
export type InjectedTimeouts = "never-paid" | "unknown";
