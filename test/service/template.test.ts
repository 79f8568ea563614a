import { describe, expect, it } from "vitest";
import { compileTemplate, compileText, TemplateError, templateNames } from "../../src/service/template.ts";

const scope = { "payout.key": "run_1", "payout.amount": 1000, "env:TOKEN": "secret", cursor: "", nothing: null };
type Scope = Readonly<Record<string, unknown>>;
const resolve = (name: string) => (from: Scope) => from[name];
const filled = (text: string) => compileTemplate(text, resolve)(scope);

describe("a template", () => {
  it.each([
    ["", ""],
    ["plain", "plain"],
    ["${payout.amount}", 1000],
    ["${payout.amount:text}", "1000"],
    ["${payout.key}", "run_1"],
    ["Bearer ${env:TOKEN}", "Bearer secret"],
    ["${env:TOKEN:text}", "secret"],
    ["${payout.amount} sat", "1000 sat"],
    ["${payout.key}-${payout.amount}", "run_1-1000"],
    ["${nothing}", null],
    ["[${nothing}]", "[]"],
    ["${missing}", undefined],
    ["$5 and {6}", "$5 and {6}"],
    ["$${payout.key}", "${payout.key}"],
    ["a $${b} ${payout.key} $${c}", "a ${b} run_1 ${c}"],
    ["query($id: ID!) { payout(id: $id) { state } }", "query($id: ID!) { payout(id: $id) { state } }"],
  ])("%j gives %j", (text, value) => {
    expect(filled(text)).toBe(value);
  });

  it("encodes what it is filled with, and not what stands in it", () => {
    const path = compileText("/a b/${payout.key}?x=${odd}", resolve, encodeURIComponent);
    expect(path({ ...scope, odd: "1&2=ä" })).toBe("/a b/run_1?x=1%262%3D%C3%A4");
  });

  it("asks for each name once, however often it is filled", () => {
    const asked: string[] = [];
    const fill = compileTemplate<Scope>("${payout.key} ${cursor}", (name) => {
      asked.push(name);
      return (from) => from[name];
    });
    expect([fill(scope), fill({ ...scope, "payout.key": "run_2" })]).toEqual(["run_1 ", "run_2 "]);
    expect(asked).toEqual(["payout.key", "cursor"]);
  });

  it("names what stands in it, and where", () => {
    expect(templateNames("/v1/${account}/${payout.id:text}?t=${env:T}&$${no}")).toEqual([
      { name: "account", position: 4, isText: false },
      { name: "payout.id", position: 15, isText: true },
      { name: "env:T", position: 35, isText: false },
    ]);
  });

  it.each([
    ["${payout.key", 0, "this ${ has no }"],
    ["a ${} b", 2, "${} must be a name, as in ${payout.key} or ${env:TOKEN}"],
    ["${payout key}", 0, "${payout key} must be a name, as in ${payout.key} or ${env:TOKEN}"],
    ["${env:}", 0, "${env:} must be a name, as in ${payout.key} or ${env:TOKEN}"],
    ["x${payout.amount:number}", 1, "${payout.amount:number} must end in :text, or have no colon"],
  ])("is not %j", (text, position, message) => {
    expect(() => templateNames(text)).toThrow(new TemplateError(message, position));
    try {
      templateNames(text);
    } catch (error) {
      expect(error).toMatchObject({ position });
    }
  });
});
