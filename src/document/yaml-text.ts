import { Composer, CST, type Document, Lexer, Parser } from "yaml";
import { formatInteger } from "../domain/format.ts";
import { documentLimits } from "./limits.ts";
import type { Source, SourceError } from "./source.ts";
import { firstExcess, treeOf, type YamlReading } from "./yaml-tree.ts";

/**
 * Reads one YAML 1.2 document. Never throws. Deep nesting would overflow the stack of the composer, so the text is first split into
 * tokens without recursion, and only a small and shallow text is composed.
 */
export function readYaml(source: Source): YamlReading {
  const { tokens, stop = excess(tokens, source) } = readTokens(source);
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

type TextError = Pick<SourceError, "message"> & { readonly offset: number };

/** The tokens of the text, up to the limit. */
function readTokens(source: Source): { readonly tokens: readonly CST.Token[]; readonly stop?: TextError } {
  const { text, lines, subject } = source;
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    if (lexemes > documentLimits.yamlLexemes)
      return { tokens, stop: tooMany(documentLimits.yamlLexemes, "words and marks", source) };
    tokens.push(...parser.next(lexeme));
  }
  tokens.push(...parser.end());
  const second = tokens.filter(({ type }) => type === "document")[1];
  const message = `a second document starts here: a file holds one ${subject.holds}`;
  return second === undefined ? { tokens } : { tokens, stop: { offset: second.offset, message } };
}

function tooMany(most: number, what: string, { subject }: Source): TextError {
  const message = `the file has more than ${formatInteger(most)} ${what}, far more than a ${subject.noun} needs`;
  return { offset: 0, message };
}

function excess(tokens: readonly CST.Token[], source: Source): TextError | undefined {
  const found = firstExcess(tokens, childrenOf);
  if (found?.of === "values") return tooMany(documentLimits.yamlValues, "values", source);
  return found && { offset: found.node.offset, message: `nested deeper than ${documentLimits.yamlDepth} levels` };
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!CST.isCollection(token)) return [];
  return token.items.flatMap((item) => [item.key, item.value]).filter((child) => child !== undefined && child !== null);
}

const plainSyntax: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "tabs are not allowed for indentation: use spaces",
  BLOCK_AS_IMPLICIT_KEY: "a value has a second colon, or a line is indented further than its neighbours",
  MULTILINE_IMPLICIT_KEY: "a key runs over several lines: a colon is missing, or the indentation is wrong",
  UNEXPECTED_TOKEN: "this belongs to no key and no value",
  NON_STRING_KEY: "a key must be a word, not a list or a map",
};

/** References between braces or brackets, where YAML reads their braces as a map. All other errors only follow from that. */
function unquotedReferences(document: Document.Parsed, text: string): TextError[] {
  return document.errors.flatMap(({ pos: [brace] }) => {
    const reference = /^\$\{[^}\n]{0,80}\}?/.exec(text.slice(brace - 1, brace + 90))?.[0];
    const message = `between { } or [ ] a value with \${ } must be quoted, as in "${reference}"`;
    return reference === undefined ? [] : [{ offset: brace - 1, message }];
  });
}

/** Syntax errors, at most one a line, because one mistake often causes several. */
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

/** The innermost bracket that is still open at an offset. */
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
