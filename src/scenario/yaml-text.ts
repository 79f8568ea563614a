import { Composer, CST, type Document, Lexer, Parser } from "yaml";
import { formatInteger } from "../domain/format.ts";
import { limits } from "./limits.ts";
import type { Source, SourceError } from "./source.ts";
import { treeOf, type YamlReading } from "./yaml-tree.ts";

/**
 * Text → tree, guarded. YAML gives an attacker much to work with: aliases that multiply, and nesting that overflows the stack of the
 * composer. So the text is first read to tokens, which takes no recursion, and only what is small and shallow is composed.
 */

/** Reads one YAML 1.2 document. Never throws: whatever is wrong is an error with its place. */
export function readYaml(source: Source): YamlReading {
  const { tokens, stop = excess(tokens) } = readTokens(source);
  if (stop !== undefined) return { tree: undefined, errors: [{ source, ...stop }] };
  const [document] = new Composer({
    lineCounter: source.lines,
    prettyErrors: false,
    stringKeys: true,
    // The tree checks that keys are unique, because it can name the line of the first one.
    uniqueKeys: false,
    logLevel: "error",
  }).compose(tokens, true, source.text.length);
  if (document === undefined) {
    return { tree: { kind: "scalar", origin: { source, value: 0, key: 0 }, value: null }, errors: [] };
  }
  const unquoted = unquotedReferences(document, source.text);
  const syntax = unquoted.length > 0 ? unquoted : syntaxErrors(document, source, tokens);
  if (syntax.length > 0) {
    const errors = syntax.map(({ offset, message }) => ({ source, offset, message: `not valid YAML: ${message}` }));
    return { tree: undefined, errors };
  }
  return treeOf(document, source);
}

/** An error at an offset of the text. */
interface TextError extends Pick<SourceError, "message"> {
  readonly offset: number;
}

/** The tokens of the text, up to a second document or the limit. Takes no recursion. */
function readTokens({ text, lines }: Source): { readonly tokens: readonly CST.Token[]; readonly stop?: TextError } {
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
    stop: { offset: second.offset, message: "a second document starts here: a file holds one scenario" },
  };
}

function tooMany(most: number, what: string): TextError {
  return {
    offset: 0,
    message: `the file has more than ${formatInteger(most)} ${what}, far more than a scenario needs`,
  };
}

/** Walks the tokens without recursion, up to the first that is too deep or one too many. */
function excess(tokens: readonly CST.Token[]): TextError | undefined {
  const waiting: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  let values = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    values += 1;
    if (depth > limits.yamlDepth) {
      return { offset: token.offset, message: `nested deeper than ${limits.yamlDepth} levels` };
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
  UNEXPECTED_TOKEN: "this belongs to no key and no value",
  NON_STRING_KEY: "a key must be a word, not a list or a map",
};

/** References between braces or brackets, where YAML takes their braces for its own; its other errors are only consequences. */
function unquotedReferences(document: Document.Parsed, text: string): TextError[] {
  return document.errors.flatMap(({ pos: [brace] }) => {
    const reference = /^\$\{env:[^}\n]{0,80}\}?/.exec(text.slice(brace - 1, brace + 90))?.[0];
    if (reference === undefined) return [];
    return [
      { offset: brace - 1, message: `between { } or [ ] a value with \${ } must be quoted, as in "${reference}"` },
    ];
  });
}

/** What breaks the rules of YAML, at most one error a line: one slip often breaks several. */
function syntaxErrors(document: Document.Parsed, { lines }: Source, tokens: readonly CST.Token[]): TextError[] {
  const byLine = new Map<number, TextError>();
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    const isUnclosed = /^Flow (?:map|sequence) (?:in block|must end)/.test(message);
    const unclosed = isUnclosed ? unclosedBracket(tokens, pos[0]) : undefined;
    const plain = plainSyntax[code] ?? message.charAt(0).toLowerCase() + message.slice(1);
    const error = unclosed ?? { offset: pos[0], message: plain };
    const { line } = lines.linePos(error.offset);
    if (!byLine.has(line)) byLine.set(line, error);
  }
  return [...byLine.values()];
}

/** The innermost bracket that is open at a place where YAML misses its end. */
function unclosedBracket(tokens: readonly CST.Token[], before: number): TextError | undefined {
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
  return { offset: last.offset, message: `this ${open} is never closed: add ${close}` };
}
