import type { Plan } from "../scenario/plan.ts";
import type { ServiceFile } from "../service/service-file.ts";
import type { LoadEngineName } from "./load-engine.ts";

/** Why a plan cannot be handed to a load engine, as a sentence that goes on after the name of the scenario; null where it can. */
export function loadRefusal(name: LoadEngineName, plan: Plan, service?: ServiceFile): string | null {
  const [wireFault] = [...plan.wireFaults.values()].flat();
  if (wireFault !== undefined) {
    return `${wireFault} happens between our client and the service, and ${name} sends by itself: run it without --load`;
  }
  const ours = plan.interruptions.find(({ when }) => when === "payout-received" || when === "answer-sent");
  if (ours !== undefined) {
    return `${ours.when} is a moment that our client sees, and ${name} sends by itself: run it without --load, or interrupt at payment-received`;
  }
  if (plan.edgeOrder.length > 0)
    return `order puts what our client sends in order, and ${name} sends by itself: run it without --load`;
  if (plan.simulate !== null)
    return `simulate needs virtual time, and ${name} runs in real time: run it without --load`;
  if (service !== undefined && service.module !== null) {
    return `the service file has a module, ${service.module}, which ${name} cannot run: run it without --load`;
  }
  return null;
}
