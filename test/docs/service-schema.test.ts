import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { serviceSchemaText } from "../../src/cli/actions/init.ts";
import type { JsonSchema } from "../../src/document/json-schema.ts";
import { fieldsOf, forEditors, ways } from "./schema-fields.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const shipped = readdirSync(`${root}services`).filter((file) => file.endsWith(".yaml"));
const files = ["templates/wallet.service.yaml", ...shipped.map((file) => `services/${file}`)];
const schema = JSON.parse(serviceSchemaText()) as JsonSchema;
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).addVocabulary(
  forEditors,
);

describe("the JSON Schema of a service file", () => {
  it("is shipped as it comes from the code (npm run docs writes it anew)", async () => {
    await expect(serviceSchemaText()).toMatchFileSnapshot(`${root}services/service.schema.json`);
  });

  it("has a title, a description and an example for every field, at every depth", () => {
    const fields = [...fieldsOf(schema, "")];
    expect(fields.length).toBeGreaterThan(200);
    const bare = fields.filter(({ field: { title, description, examples } }) => {
      return !title || !description || !Array.isArray(examples) || examples.length === 0;
    });
    expect([...new Set(bare.map(({ path }) => path))]).toEqual([]);
  });

  it("shows no example that it would refuse, and no default", () => {
    const refused = [...fieldsOf(schema, "")].flatMap(({ path, field }) => {
      const valid = ajv.compile(field);
      const shown = [
        ...((field["examples"] as unknown[] | undefined) ?? []),
        ...("default" in field ? [field["default"]] : []),
      ];
      return shown.filter((value) => !valid(value)).map((value) => `${path}: ${JSON.stringify(value)}`);
    });
    expect([...new Set(refused)]).toEqual([]);
  });

  it("has a sentence for every name that a value can be", () => {
    const silent = [...fieldsOf(schema, "")].filter(({ field }) =>
      [field, ...ways(field)].some((way) => {
        const texts = (way["enumDescriptions"] ?? field["enumDescriptions"]) as string[] | undefined;
        return way["enum"] !== undefined && texts?.length !== (way["enum"] as string[]).length;
      }),
    );
    expect([...new Set(silent.map(({ path }) => path))]).toEqual([]);
  });

  it.each(files)("accepts %s, which points at it in its first line", (file) => {
    const text = readFileSync(root + file, "utf8");
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=./service.schema.json");
    const valid = ajv.compile(schema);
    valid(parse(text));
    expect(valid.errors).toBeNull();
  });
});
