import { compile, isRegistered, TreeInterpreter, tokenize } from "@jmespath-community/jmespath";
import { isObject } from "./json-object.ts";

/**
 * Selectors are JMESPath expressions. Those that every answer is read with (names, indexes, and the first of several that has a value) become plain
 * functions; everything else is left to the interpreter of the package. There is one difference that nobody can see in JMESPath itself: such a
 * function tells a value that is missing (`undefined`) from one that is null.
 */
export type Select = (value: unknown) => unknown;

/** An expression that is no JMESPath. */
export class SelectorError extends Error {
  /** Where in the expression, from 0. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.name = "SelectorError";
    this.position = position;
  }
}

type Node = ReturnType<typeof compile>;
type Json = Parameters<typeof TreeInterpreter.search>[1];

/** A selector that can be applied quickly. What cannot be evaluated, as a sum of texts, is missing. @throws SelectorError */
export function compileSelector(expression: string): Select {
  const node = parse(expression);
  checkFunctions(node, expression);
  return plain(node) ?? ((value) => interpreted(node, value));
}

function interpreted(node: Node, value: unknown): unknown {
  try {
    return TreeInterpreter.search(node, value as Json);
  } catch {
    return undefined;
  }
}

function parse(expression: string): Node {
  try {
    return compile(expression);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SelectorError(worded(expression, reason), positionIn(expression));
  }
}

function worded(expression: string, reason: string): string {
  if (expression.trim() === "") return "a selector must not be empty";
  if (/EOF|unexpected end/.test(reason)) return `"${expression}" ends too early`;
  return `"${expression}" is not JMESPath: ${reason.replace(/^syntax(?: error)?[:,]\s*/i, "")}`;
}

/** The first token with which the expression cannot go on; its end where it only lacks something. */
function positionIn(expression: string): number {
  const readable = readableLength(expression);
  if (readable < expression.length) return readable;
  const tokens = tokenize(expression);
  for (const [index, { start }] of tokens.entries()) {
    const end = tokens[index + 1]?.start ?? expression.length;
    if (!canGoOn(expression.slice(0, end))) return start;
  }
  return expression.length;
}

/** How much of it can be read as tokens. */
function readableLength(expression: string): number {
  for (let length = expression.length; length > 0; length -= 1) {
    try {
      tokenize(expression.slice(0, length));
      return length;
    } catch {}
  }
  return 0;
}

function canGoOn(beginning: string): boolean {
  try {
    compile(beginning);
    return true;
  } catch (error) {
    return error instanceof Error && error.message.includes("EOF");
  }
}

/** The package would notice an unknown function only when it is called. */
function checkFunctions(node: unknown, expression: string): void {
  if (Array.isArray(node)) for (const each of node) checkFunctions(each, expression);
  if (!isObject(node)) return;
  const { type, name } = node;
  if (type === "Function" && typeof name === "string" && !isRegistered(name)) {
    throw new SelectorError(`there is no function ${name}() in JMESPath`, Math.max(0, expression.indexOf(name)));
  }
  if (type !== "Literal") checkFunctions(Object.values(node), expression);
}

/** An expression as a plain function; undefined where it needs more than that. */
function plain(node: Node): Select | undefined {
  switch (node.type) {
    case "Current":
    case "Identity":
      return (value) => value;
    case "Field":
      return field(node.name);
    case "Index":
      return at(node.value);
    case "Subexpression":
    case "IndexExpression":
      return both(plain(node.left), plain(node.right), (left, right) => (value) => right(left(value)));
    case "OrExpression":
      return both(plain(node.left), plain(node.right), (left, right) => (value) => {
        const found = left(value);
        return isEmpty(found) ? right(value) : found;
      });
    case "Function":
      return node.name === "not_null" ? notNull(node.children.map(plain)) : undefined;
    default:
      return undefined;
  }
}

/** The first value that is not null. Where there is none, it is null if any of them is, and missing otherwise. */
function notNull(selects: readonly (Select | undefined)[]): Select | undefined {
  const all = selects.filter((select) => select !== undefined);
  if (all.length < selects.length || all.length === 0) return undefined;
  return (value) => {
    let none: null | undefined;
    for (const select of all) {
      const found = select(value);
      if (found !== undefined && found !== null) return found;
      if (found === null) none = null;
    }
    return none;
  };
}

function both(left: Select | undefined, right: Select | undefined, join: (left: Select, right: Select) => Select) {
  return left === undefined || right === undefined ? undefined : join(left, right);
}

/** Only what the JSON itself says: no `constructor`, and no `length` of a list. */
function field(name: string): Select {
  return (value) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);
}

function at(index: number): Select {
  return (value) => (Array.isArray(value) ? value.at(index) : undefined);
}

/** What counts as false in JMESPath: nothing, "", and an empty list or object. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
