import type { FastifyInstance } from "fastify";
import { formatSats } from "../domain/format.ts";
import { satsOf } from "../domain/money.ts";
import { RequestError, sendData } from "./envelope.ts";
import { MAX_BALANCE_MSAT, type ProjectBalance } from "./ledger/balances.ts";
import type { Store } from "./ledger/store.ts";
import { cursorOf } from "./payout-routes.ts";
import { readDeposit, readEntryQuery, readProjectId } from "./request-validation.ts";
import { entryData } from "./response-bodies.ts";

interface OfProject {
  readonly Params: { readonly id: string };
}

/** The routes for projects: balance, ledger entries and deposits. */
export function addProjectRoutes(app: FastifyInstance, store: Store): void {
  app.get<OfProject>("/api/v1/projects/:id/balance", async ({ params: { id } }, reply) => {
    const balance = await store.balance(id);
    if (balance === undefined) throw noProject(id);
    return sendData(reply, 200, "Balance found", balanceData(id, balance));
  });

  app.get<OfProject>("/api/v1/projects/:id/entries", async ({ params: { id }, query }, reply) => {
    const page = await store.entries({ projectId: id, ...readEntryQuery(query) });
    if (page === undefined) throw noProject(id);
    return sendData(reply, 200, "Entries found", { entries: page.rows.map(entryData), next: cursorOf(page.next) });
  });

  app.post<OfProject>("/api/v1/projects/:id/fund", async ({ params, body }, reply) => {
    const id = readProjectId(params);
    const balance = await store.deposit(id, readDeposit(body));
    if (balance === undefined) {
      const most = formatSats(MAX_BALANCE_MSAT);
      throw new RequestError("INVALID_AMOUNT", `A project cannot hold more than ${most} sats (40,000 BTC)`);
    }
    const newBalance = satsOf(balance.balanceMsat);
    return sendData(reply, 200, "Project funded", { ...balanceData(id, balance), newBalance });
  });
}

function noProject(projectId: string): RequestError {
  return new RequestError("PROJECT_NOT_FOUND", `No such project: ${projectId}`);
}

function balanceData(projectId: string, { balanceMsat, heldMsat }: ProjectBalance): object {
  return { projectId, balance: satsOf(balanceMsat), held: satsOf(heldMsat), currency: "sats" };
}
