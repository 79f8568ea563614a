import { compileSelector, type Select } from "./selector.ts";
import type { Selector } from "./service-file.ts";
import { compileText, type Resolve, templateNames } from "./template.ts";
import type { Scope } from "./variables.ts";

/** A selector that may name the account: `wallets[?id=='${account.wallet}'].balance | [0]`. */
export type ScopedSelect = (scope: Scope) => Select;

/** Prepares a selector that may hold templates; each text that they make is compiled once. @throws SelectorError, TemplateError */
export function compileScopedSelector(expression: Selector, resolve: Resolve<Scope>): ScopedSelect {
  if (templateNames(expression).length === 0) {
    const select = compileSelector(expression);
    return () => select;
  }
  const fill = compileText(expression, resolve, inQuotes);
  const known = new Map<string, Select>();
  return (scope) => {
    const text = fill(scope);
    const select = known.get(text) ?? compileSelector(text);
    known.set(text, select);
    return select;
  };
}

/** A text within the quotation marks of JMESPath. */
function inQuotes(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
}
