import { describe, expect, it } from "vitest";
import { prepareQuery } from "../../src/books/query.ts";

const dollars = (number: number) => `$${number}`;
const prepared = (sql: string, what = "books.entries") => prepareQuery(what, sql, dollars);

describe("a query of books", () => {
  it("gets placeholders for what is bound, each value once", () => {
    expect(prepared("select id from e where a = :account and id > :after or b = :account")).toEqual({
      what: "books.entries",
      text: "select id from e where a = $1 and id > $2 or b = $1",
      parameters: ["account", "after"],
    });
  });

  it("binds in the order in which the names appear", () => {
    const { text, parameters } = prepared("select 1 where id > :after and a = :account");
    expect([text, parameters]).toEqual(["select 1 where id > $1 and a = $2", ["after", "account"]]);
  });

  it.each([
    ["a text", "select ':x' from e where a = :account", "select ':x' from e where a = $1"],
    ["a text with a quote", "select 'it''s :x' where a = :account", "select 'it''s :x' where a = $1"],
    ["a text with escapes", "select e'\\':x' where a = :account", "select e'\\':x' where a = $1"],
    ["a quoted name", 'select ":x" from e where a = :account', 'select ":x" from e where a = $1'],
    ["a comment", "select 1 -- :x;\nwhere a = :account", "select 1 -- :x;\nwhere a = $1"],
    ["a long comment", "select /* ; :x */ 1 where a = :account", "select /* ; :x */ 1 where a = $1"],
    ["a text between dollars", "select $q$ :x ; $q$ where a = :account", "select $q$ :x ; $q$ where a = $1"],
    ["a cast", "select amount::text from e where a = :account::text", "select amount::text from e where a = $1::text"],
  ])("keeps %s as it is", (_, sql, text) => {
    expect(prepared(sql).text).toBe(text);
  });

  it("may end with a semicolon", () => {
    expect(prepared("select 1 where a = :account; -- the end\n").text).toBe("select 1 where a = $1");
  });

  it.each([
    "with x as (select 1) select * from x where a = :account",
    "  -- why\n select :account",
    "/* why */ (select :account)",
    "values (:account)",
  ])("may be %j", (sql) => {
    expect(() => prepared(sql)).not.toThrow();
  });

  it.each([
    ["delete from e where a = :account", "books.entries must be a query that reads (got one that begins with delete)"],
    ["set x = :account", "books.entries must be a query that reads (got one that begins with set)"],
    ["", "books.entries must be a query that reads (got none)"],
    ["select :account; delete from e", "books.entries must be one query (got several, with a semicolon between them)"],
    ["select 1", "books.entries must ask for one account: `where … = :account`"],
    ["select :account, :limit", "books.entries may ask for :account and :after only (got :limit)"],
  ])("is refused where it is %j", (sql, message) => {
    expect(() => prepared(sql)).toThrow(message);
  });

  it.each([
    ["books.entries", "select id from e where a = :account order by id limit 100"],
    ["books.entries", "select id from e where a = :account fetch first 100 rows only;"],
    ["books.payouts", "select state from p where a = :account LIMIT 100 offset 0"],
  ])("must list all rows: %s as %j does not", (what, sql) => {
    expect(() => prepared(sql, what)).toThrow(`${what} must list all rows`);
  });

  it.each([
    ["books.entries", "select id from e where a = :account and id > :after order by id limit 100"],
    ["books.entries", "select id, (select key from p limit 1) from e where a = :account"],
    ["books.balance", "select available from b where a = :account order by id desc limit 1"],
  ])("may end early where nothing is lost: %s as %j", (what, sql) => {
    expect(() => prepared(sql, what)).not.toThrow();
  });

  it("has no last id where it is not about entries", () => {
    expect(() => prepared("select :account, :after", "books.balance")).toThrow(
      "books.balance may ask for :account only (got :after)",
    );
  });
});
