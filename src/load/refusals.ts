import type { Plan } from "../scenario/plan.ts";
import { destinationFields } from "../service/destinations.ts";
import type { ServiceFile } from "../service/service-file.ts";
import type { LoadEngineName } from "./load-engine.ts";
import { callsOnly } from "./load-script.ts";

/** Why a plan cannot be handed to a load engine, as a sentence that goes on after the name of the scenario; null where it can. */
export function loadRefusal(name: LoadEngineName, plan: Plan, service?: ServiceFile): string | null {
  const [wireFault] = [...plan.wireFaults.values()].flat();
  if (wireFault !== undefined) {
    return `${wireFault} happens between our client and the service, and ${name} sends by itself: leave it to the built-in engine`;
  }
  const ours = plan.interruptions.find(({ when }) => when === "payout-received" || when === "answer-sent");
  if (ours !== undefined) {
    return `${ours.when} is a moment that our client sees, and ${name} sends by itself: leave it to the built-in engine, or interrupt at payment-received`;
  }
  if (plan.edgeOrder.length > 0)
    return `order puts what our client sends in order, and ${name} sends by itself: leave it to the built-in engine`;
  if (plan.simulate !== null)
    return `simulate needs virtual time, and ${name} runs in real time: leave it to the built-in engine`;
  const isTold = [...plan.callbackFaults.values()].some(({ to }) => to.includes("client"));
  if (isTold || (service !== undefined && service.callbacks !== null)) {
    return `the service calls its client back, and what ${name} sends hears no callback: leave it to the built-in engine`;
  }
  if (service !== undefined && service.module !== null) {
    return `the service file has a module, ${service.module}, which ${name} cannot run: leave it to the built-in engine`;
  }
  return null;
}

/** What is known of a service whose load is to be sent from another place. */
export interface KnownService {
  readonly service: ServiceFile;
  /** Where it runs already; undefined where only its file says so. */
  readonly url: string | undefined;
  /** The rail that runs already; undefined for none. */
  readonly rail: string | undefined;
}

/** Why the load of a service cannot be sent from another place, as a sentence that goes on after the name of the scenario; null where it can. */
export function exportRefusal({ service, url, rail }: KnownService): string | null {
  if (service.start !== null && url === undefined) {
    return "a run starts this service itself, at an address that nobody knows before: start it, and name its address with --target URL";
  }
  const calls = callsOnly(service);
  const text = JSON.stringify(calls);
  if (service.url.includes("${env:") && url === undefined) {
    return "the address of the service comes from the environment, and would stand in plan.json: name it with --target URL";
  }
  if (text.includes("${callbacks.")) {
    return "each payout tells the service where to call back, and that address is known only to the run: remove it from the service file";
  }
  if (rail !== undefined) return null;
  const [field] = destinationFields(calls).filter((name) => name !== "gamertag");
  if (field !== undefined) {
    return `the service is told ${named[field]}, which only a rail that runs already can make: start chaos-payout rail, and name it with --rail URL`;
  }
  if (text.includes("${rails.")) {
    return "the calls of the service name a rail, which a run would start: start chaos-payout rail, and name it with --rail URL";
  }
  return null;
}

const named = {
  gamertag: "a gamertag",
  address: "a Lightning address",
  invoice: "an invoice",
  paymentHash: "a payment hash",
  lnurl: "an LNURL",
  nodeKey: "a node key",
} as const;
