import type { Reconciliation } from "../domain/reconciliation.ts";

/** What a verdict rests on that nobody saw: what the target declares of itself. It stands beside the verdict. */

/** The declaration in a sentence; undefined where the verdict rests on none. */
export function declarationText({ oracle, injectedTimeouts }: Reconciliation): string | undefined {
  if (oracle !== "answers" || injectedTimeouts !== "never-paid") return undefined;
  return "injected timeouts count as never paid, because the target declares it";
}

/** The same where there is room for a few words only. */
export function shortDeclarationText(scenario: Reconciliation): string | undefined {
  return declarationText(scenario) === undefined ? undefined : "injected timeouts count as never paid";
}
