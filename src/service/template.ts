import { RawNumber } from "./hostile-amount.ts";

/**
 * Templates are texts with names in them: `${payout.key}`, `${env:WALLET_TOKEN}`. A text that is one template and nothing else keeps the type of
 * its value, so that `"${payout.amount}"` is a number in a JSON body; `${payout.amount:text}` is always text. `$${` stands for `${` itself. A
 * template is parsed once and filled often.
 */

/** A name in a template. */
export interface TemplateName {
  /** As it is looked up: `payout.key`, `env:WALLET_TOKEN`. */
  readonly name: string;
  /** Where its `${` begins in the text, from 0. */
  readonly position: number;
  readonly isText: boolean;
}

/** A text that is no template. */
export class TemplateError extends Error {
  /** Where in the text, from 0. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.name = "TemplateError";
    this.position = position;
  }
}

/** Fills a template from a scope. */
export type Fill<Scope> = (scope: Scope) => unknown;

/** Finds the value of a name in a scope; called once for each name, before the template is filled. */
export type Resolve<Scope> = (name: string) => Fill<Scope>;

const NAME = /^[A-Za-z_][\w-]*(?:\.[\w-]+)*$/;
const VARIABLE = /^env:[A-Za-z_]\w*$/;

/** The parts of a template: text as it stands, and names. @throws TemplateError */
export function partsOf(text: string): readonly (string | TemplateName)[] {
  const parts: (string | TemplateName)[] = [];
  let literal = "";
  let from = 0;
  for (let at = text.indexOf("${"); at !== -1; at = text.indexOf("${", from)) {
    if (text[at - 1] === "$" && at - 1 >= from) {
      literal += `${text.slice(from, at - 1)}\${`;
      from = at + 2;
      continue;
    }
    literal += text.slice(from, at);
    const end = text.indexOf("}", at);
    if (end === -1) throw new TemplateError("this ${ has no }", at);
    if (literal !== "") parts.push(literal);
    literal = "";
    parts.push(nameOf(text.slice(at + 2, end), at));
    from = end + 1;
  }
  literal += text.slice(from);
  if (literal !== "") parts.push(literal);
  return parts;
}

function nameOf(inside: string, position: number): TemplateName {
  const [, name = "", format] = /^((?:env:)?[^:]*)(?::(.*))?$/.exec(inside) ?? [];
  if (!NAME.test(name) && !VARIABLE.test(name)) {
    throw new TemplateError(`\${${inside}} must be a name, as in \${payout.key} or \${env:TOKEN}`, position);
  }
  if (format !== undefined && format !== "text") {
    throw new TemplateError(`\${${inside}} must end in :text, or have no colon`, position);
  }
  return { name, position, isText: format === "text" };
}

/** The names in a template, in their order. @throws TemplateError */
export function templateNames(text: string): readonly TemplateName[] {
  return partsOf(text).filter((part) => typeof part !== "string");
}

/** A template that can be filled quickly. `encode` is applied to every value that becomes part of a text. @throws TemplateError */
export function compileTemplate<Scope>(
  text: string,
  resolve: Resolve<Scope>,
  encode?: (text: string) => string,
): Fill<Scope> {
  const parts = partsOf(text);
  const [only] = parts;
  if (only === undefined) return () => "";
  if (parts.length === 1) {
    if (typeof only === "string") return () => only;
    const value = resolve(only.name);
    if (!only.isText && encode === undefined) return value;
  }
  const fills = parts.map((part): Fill<Scope> => {
    if (typeof part === "string") return () => part;
    const value = resolve(part.name);
    return encode === undefined ? value : (scope) => encode(plainText(value(scope)));
  });
  return (scope) => {
    let filled = "";
    for (const fill of fills) filled += plainText(fill(scope));
    return filled;
  };
}

/** The same, always as text. @throws TemplateError */
export function compileText<Scope>(
  text: string,
  resolve: Resolve<Scope>,
  encode?: (text: string) => string,
): (scope: Scope) => string {
  const fill = compileTemplate(text, resolve, encode);
  return (scope) => plainText(fill(scope));
}

/** A number without an exponent: `1e-8` is `0.00000001`. */
export function decimalText(value: number): string {
  const text = String(value);
  const [, sign = "", whole = "", fraction = "", exponent = ""] = /^(-?)(\d+)(?:\.(\d+))?e-(\d+)$/.exec(text) ?? [];
  return exponent === "" ? text : `${sign}0.${"0".repeat(Number(exponent) - 1)}${whole}${fraction}`;
}

/** A value as it stands within a text; "" for none. */
export function plainText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  if (typeof value === "number") return decimalText(value);
  if (value instanceof RawNumber) return value.text;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
