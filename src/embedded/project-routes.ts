import { formatSats } from "../domain/format.ts";
import { satsOf } from "../domain/money.ts";
import { dataAnswer, RequestError } from "./envelope.ts";
import { MAX_BALANCE_MSAT, type ProjectBalance } from "./ledger/balances.ts";
import type { Store } from "./ledger/store.ts";
import { cursorOf } from "./payout-routes.ts";
import { readDeposit, readEntryQuery, readProjectId } from "./request-validation.ts";
import { entryData } from "./response-bodies.ts";
import { queryOf, type Routes } from "./router.ts";

/** The routes for projects: balance, ledger entries and deposits. */
export function addProjectRoutes(routes: Routes, store: Store): void {
  routes.add("GET /api/v1/projects/:id/balance", async ({ id }) => {
    const balance = await store.balance(id);
    if (balance === undefined) throw noProject(id);
    return dataAnswer(200, "Balance found", balanceData(id, balance));
  });

  routes.add("GET /api/v1/projects/:id/entries", async (request) => {
    const { id } = request;
    const page = await store.entries({ projectId: id, ...readEntryQuery(queryOf(request)) });
    if (page === undefined) throw noProject(id);
    return dataAnswer(200, "Entries found", { entries: page.rows.map(entryData), next: cursorOf(page.next) });
  });

  routes.add("POST /api/v1/projects/:id/fund", async (request) => {
    const id = readProjectId(request);
    const balance = await store.deposit(id, readDeposit(request.body));
    if (balance === undefined) {
      const most = formatSats(MAX_BALANCE_MSAT);
      throw new RequestError("INVALID_AMOUNT", `A project cannot hold more than ${most} sats (40,000 BTC)`);
    }
    const newBalance = satsOf(balance.balanceMsat);
    return dataAnswer(200, "Project funded", { ...balanceData(id, balance), newBalance });
  });
}

function noProject(projectId: string): RequestError {
  return new RequestError("PROJECT_NOT_FOUND", `No such project: ${projectId}`);
}

function balanceData(projectId: string, { balanceMsat, heldMsat }: ProjectBalance): object {
  return { projectId, balance: satsOf(balanceMsat), held: satsOf(heldMsat), currency: "sats" };
}
