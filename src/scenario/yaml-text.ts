import {
  type Alias,
  Composer,
  CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  visit,
} from "yaml";
import { formatInteger } from "../domain/format.ts";
import { shown } from "./fields.ts";
import { limits } from "./limits.ts";

/**
 * Text → YAML document, guarded. YAML is a rich language for an attacker: aliases that multiply, nesting that overflows the stack
 * of whoever composes it, keys that mean something to JavaScript. So the text is first read to tokens, which takes no recursion,
 * and only what is small and shallow is composed.
 */

/** Something wrong at an offset in the text, in UTF-16 units. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
  readonly suggestion?: string;
}

/** A document, with what is wrong with it as YAML. Without one, nothing more can be said of the text. */
export interface YamlText {
  readonly document: Document.Parsed | undefined;
  /** The document as plain data; undefined where it is too broken to be read. */
  readonly data?: unknown;
  readonly faults: readonly Fault[];
  readonly lines: LineCounter;
}

/** Reads one YAML 1.2 document. Throws nothing: whatever is wrong is a fault with its place. */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const { tokens, stop = excess(tokens) } = readTokens(text, lines);
  if (stop !== undefined) return { document: undefined, faults: [stop], lines };
  const [document] = new Composer({
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // Keys are checked for uniqueness below, where the line of the first one can be told.
    uniqueKeys: false,
    logLevel: "error",
  }).compose(tokens, true, text.length);
  if (document === undefined) return { document: undefined, data: null, faults: [], lines };
  const syntax = unquotedReferences(document, text) ?? syntaxFaults(document, lines, tokens);
  if (syntax.length > 0) return { document: undefined, faults: syntax, lines };
  return { document, ...dataOf(document, lines), lines };
}

/** The tokens of the text, up to where a second document or a word too many begins. Takes no recursion. */
function readTokens(
  text: string,
  lines: LineCounter,
): { readonly tokens: readonly CST.Token[]; readonly stop?: Fault } {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    if (lexemes > limits.yamlLexemes) return { tokens, stop: tooMany(limits.yamlLexemes, "words and marks") };
    tokens.push(...parser.next(lexeme));
  }
  tokens.push(...parser.end());
  const second = tokens.filter(({ type }) => type === "document")[1];
  if (second === undefined) return { tokens };
  return {
    tokens,
    stop: { offset: second.offset, message: "a second document begins here: a file holds one scenario" },
  };
}

function tooMany(most: number, what: string): Fault {
  return {
    offset: 0,
    message: `the file holds more than ${formatInteger(most)} ${what}, and no scenario needs as many`,
  };
}

/** Walks the tokens without recursion, up to the first that is too deep or one too many. */
function excess(tokens: readonly CST.Token[]): Fault | undefined {
  const waiting: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  let values = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    values += 1;
    if (depth > limits.yamlDepth) {
      return { offset: token.offset, message: `the YAML nests deeper than ${limits.yamlDepth} levels` };
    }
    if (values > limits.yamlValues) return tooMany(limits.yamlValues, "values");
    for (const child of childrenOf(token)) waiting.push({ token: child, depth: depth + 1 });
  }
  return undefined;
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!CST.isCollection(token)) return [];
  return token.items.flatMap((item) => [item.key, item.value]).filter((child) => child !== undefined && child !== null);
}

const plainSyntax: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "tabs are not allowed as indentation: use spaces",
  BLOCK_AS_IMPLICIT_KEY: "a value has a second colon, or a line is indented further than its neighbours",
  MULTILINE_IMPLICIT_KEY: "a key runs over several lines: a colon is missing, or the indentation is wrong",
  UNEXPECTED_TOKEN: "what stands here belongs to no key and no value",
  NON_STRING_KEY: "a key is a word, not a list or a map",
};

/** References between braces or brackets, where YAML takes their braces for its own; what else it makes of them is no news. */
function unquotedReferences(document: Document.Parsed, text: string): Fault[] | undefined {
  const faults = document.errors.flatMap(({ pos: [brace] }) => {
    const reference = /^\$\{env:[^}\n]{0,80}\}?/.exec(text.slice(brace - 1, brace + 90))?.[0];
    if (reference === undefined) return [];
    const message = `this is not valid YAML: between { } or [ ] a value with \${ } stands in quotes, as in "${reference}"`;
    return [{ offset: brace - 1, message }];
  });
  return faults.length === 0 ? undefined : faults;
}

/** What makes the text no YAML, at most once a line: one slip often breaks several rules. */
function syntaxFaults(document: Document.Parsed, lines: LineCounter, tokens: readonly CST.Token[]): Fault[] {
  const byLine = new Map<number, Fault>();
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    const unclosed = /^Flow (?:map|sequence) (?:in block|must end)/.test(message)
      ? bracketFault(tokens, pos[0])
      : undefined;
    const plain = plainSyntax[code] ?? message.charAt(0).toLowerCase() + message.slice(1);
    const fault = unclosed ?? { offset: pos[0], message: plain };
    const { line } = lines.linePos(fault.offset);
    if (!byLine.has(line)) byLine.set(line, { ...fault, message: `this is not valid YAML: ${fault.message}` });
  }
  return [...byLine.values()];
}

/** The innermost bracket that is open at a place where YAML misses its end, told where it opens. */
function bracketFault(tokens: readonly CST.Token[], before: number): Fault | undefined {
  const waiting = [...tokens];
  let last: CST.FlowCollection | undefined;
  for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
    waiting.push(...childrenOf(token));
    if (token.type !== "flow-collection" || token.offset >= before) continue;
    const isClosed = token.end.some(({ type }) => type === "flow-map-end" || type === "flow-seq-end");
    if (!isClosed && token.offset > (last?.offset ?? -1)) last = token;
  }
  if (last === undefined) return undefined;
  const [open, close] = last.start.source === "{" ? ["{", "}"] : ["[", "]"];
  return { offset: last.offset, message: `this ${open} is never closed: write ${close} at its end` };
}

function dataOf(document: Document.Parsed, lines: LineCounter): Pick<YamlText, "data" | "faults"> {
  const { faults, fatal, firstAlias } = structureOf(document, lines);
  if (fatal) return { faults };
  const tooMuch = (what: string) => {
    return {
      faults: [...faults, { offset: firstAlias, message: `the aliases unfold to ${what}: write the values out` }],
    };
  };
  try {
    const data: unknown = document.toJS({ maxAliasCount: limits.yamlAliases });
    const { values, depth } = unfolded(data);
    if (values > limits.yamlValues) return tooMuch(`more than ${formatInteger(limits.yamlValues)} values`);
    if (depth > limits.yamlDepth) return tooMuch(`more than ${limits.yamlDepth} levels`);
    return { data, faults };
  } catch (error) {
    // The one way left to fail: aliases of aliases, which unfold to more than they look.
    if (!(error instanceof ReferenceError)) throw error;
    return tooMuch(`more than ${limits.yamlAliases} values`);
  }
}

/** How many values the data has and how deep they lie, what an alias repeats counted again; it looks no further than the limits. */
function unfolded(data: unknown): { readonly values: number; readonly depth: number } {
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value: data, depth: 0 }];
  let [values, deepest] = [0, 0];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, depth } = next;
    values += 1;
    deepest = Math.max(deepest, depth);
    if (values > limits.yamlValues || depth > limits.yamlDepth) break;
    if (typeof value !== "object" || value === null) continue;
    for (const child of Object.values(value)) waiting.push({ value: child, depth: depth + 1 });
  }
  return { values, depth: deepest };
}

/** Looks for duplicate keys, keys that JavaScript takes for something else, and aliases that name nothing before them. */
function structureOf(document: Document.Parsed, lines: LineCounter) {
  const faults: Fault[] = [];
  const anchors = new Map<string, Node>();
  let firstAlias: number | undefined;
  let fatal = false;
  visit(document, (_, node, path) => {
    if (!isNode(node)) return;
    const offset = node.range?.[0] ?? 0;
    if (isAlias(node)) {
      firstAlias ??= offset;
      const wrong = wrongAlias(node, anchors, path);
      if (wrong === undefined) return;
      faults.push({ offset, message: wrong });
      fatal = true;
      return;
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (!isMap(node)) return;
    const seen = new Map<string, number>();
    for (const { key } of node.items) {
      if (!isScalar(key)) continue;
      const [name, place] = [String(key.value), key.range?.[0] ?? 0];
      const first = seen.get(name);
      if (first !== undefined) {
        faults.push({
          offset: place,
          message: `duplicate key ${shown(name)}: line ${lines.linePos(first).line} has it already`,
        });
      } else seen.set(name, place);
      if (name !== "__proto__") continue;
      faults.push({ offset: place, message: 'unknown key "__proto__"' });
      fatal = true;
    }
  });
  return { faults, fatal, firstAlias: firstAlias ?? 0 };
}

/** What is wrong with an alias; undefined for nothing. `around` is everything that it stands in. Of several anchors of one name the last one before it counts. */
function wrongAlias(
  { source }: Alias,
  anchors: ReadonlyMap<string, Node>,
  around: readonly unknown[],
): string | undefined {
  const anchored = anchors.get(source);
  if (anchored === undefined) return `the alias *${source} names no anchor before it`;
  if (!around.includes(anchored)) return undefined;
  return `the alias *${source} stands inside the value that it repeats, which would never end: write the value out`;
}
