import { isLoopback } from "../../domain/loopback.ts";

/** Where a load is to be sent from, and what has to be reached. */
export interface Reached {
  /** Each of these is a machine of its own. */
  readonly from: "pod" | "task";
  /** Where the service is. */
  readonly urls: readonly string[];
  /** The control address of a rail that runs already; undefined for none. */
  readonly rail: string | undefined;
}

/** What will not be reached from other machines by the addresses of an export, in sentences. */
export function unreachable({ from, urls, rail }: Reached): readonly string[] {
  const services = urls.filter(isOfOneMachine);
  const sentences: string[] = [];
  if (services.length > 0) {
    const [reach, addresses] = services.length === 1 ? ["means", "an address"] : ["mean", "addresses"];
    sentences.push(
      `to a ${from}, ${services.join(" and ")} ${reach} the ${from} itself, so no payout will reach the service there: export with ${addresses} that the ${from}s reach (--target URL --allow-remote); the run may keep ${services.length === 1 ? "this one" : "these"}`,
    );
  }
  if (rail !== undefined && isOfOneMachine(rail)) {
    sentences.push(
      `${rail} is only this machine: a service elsewhere reaches no rail here, so start chaos-payout rail beside it`,
    );
  }
  return sentences;
}

function isOfOneMachine(url: string): boolean {
  return URL.canParse(url) && isLoopback(new URL(url).hostname);
}
