import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv, type ValidateFunction } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { scenarioSchemaText } from "../../src/cli/actions/init.ts";
import type { JsonSchema } from "../../src/document/json-schema.ts";
import { at, fieldsOf, forEditors, properties, ways } from "./schema-fields.ts";

const folder = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"));
const schema = JSON.parse(scenarioSchemaText()) as JsonSchema;

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).addVocabulary(
  forEditors,
);

const validators = new Map<JsonSchema, ValidateFunction>();

/** Whether a value may be in a field; each field is compiled once, because that takes longer than all else here. */
function validIn(field: JsonSchema): ValidateFunction {
  const known = validators.get(field) ?? ajv.compile({ ...field, definitions: schema["definitions"] });
  validators.set(field, known);
  return known;
}

describe("the JSON Schema of a scenario file", () => {
  it("is shipped as it comes from the code (npm run docs writes it anew)", async () => {
    await expect(scenarioSchemaText()).toMatchFileSnapshot(`${folder}scenario.schema.json`);
  });

  it("is a schema of draft 7, and says nothing that is no keyword", () => {
    expect(schema["$schema"]).toBe("http://json-schema.org/draft-07/schema#");
    expect(
      new Ajv({ strict: true, strictTypes: false, strictRequired: false })
        .addVocabulary(forEditors)
        .validateSchema(schema),
    ).toBe(true);
    expect(() =>
      new Ajv({ strict: true, strictRequired: false }).addVocabulary(forEditors).compile(schema),
    ).not.toThrow();
  });

  it("has a title, a description and an example for every field, at every depth", () => {
    const fields = [...fieldsOf(schema, "")];
    expect(fields.length).toBeGreaterThan(50);
    const bare = fields.filter(({ field }) => {
      const { title, description, examples } = field;
      return !title || !description || !Array.isArray(examples) || examples.length === 0;
    });
    expect(bare.map(({ path }) => path)).toEqual([]);
  });

  it("shows no example that it would refuse, and no default", () => {
    const refused = [...fieldsOf(schema, "")].flatMap(({ path, field }) => {
      const valid = validIn(field);
      const shown = [...(field["examples"] as unknown[]), ...("default" in field ? [field["default"]] : [])];
      return shown.filter((value) => !valid(value)).map((value) => `${path}: ${JSON.stringify(value)}`);
    });
    expect(refused).toEqual([]);
  });

  it("has a sentence for every name that a value can be, and for every fault", () => {
    const silent = [...fieldsOf(schema, "")].filter(({ field }) => {
      const names = ways(field).filter((way) => way["enum"] !== undefined);
      return names.some(
        (way) => (way["enumDescriptions"] as string[] | undefined)?.length !== (way["enum"] as string[]).length,
      );
    });
    expect(silent.map(({ path }) => path)).toEqual([]);
    const { faults } = properties(at(schema, "load", "items"));
    expect(properties(faults)["late-settle"]?.["description"]).toBe(
      "The payment is held past the API's timeout, then settles. How many payouts of the phase meet the fault: an exact rate, a count, or a map with rate and settings.",
    );
  });

  it("takes a variable wherever a single value goes, and a file that builds on another with whatever it has", () => {
    const valid = ajv.compile(schema);
    expect([valid({ extends: "shared.yaml" }), valid({ extends: "" }), valid({ name: "x" })]).toEqual([
      true,
      false,
      false,
    ]);
    expect(valid({ extends: "shared.yaml", drian: "5s" })).toBe(false);
    const deaf = [...fieldsOf(schema, "")].filter(({ field }) => {
      const single = field["type"] === undefined ? ways(field) : [field];
      const map = single.every((way) => way["type"] === "object" || way["type"] === "array");
      return !map && !validIn(field)(`\${env:A_1:-x y}`);
    });
    expect(deaf.map(({ path }) => path)).toEqual([]);
  });

  it.each(files)("accepts %s, which points at it in its first line", (file) => {
    const text = readFileSync(folder + file, "utf8");
    const up = file.includes("/") ? "../" : "./";
    expect(text.split("\n")[0]).toBe(`# yaml-language-server: $schema=${up}scenario.schema.json`);
    const valid = ajv.compile(schema);
    valid(parse(text));
    expect(valid.errors).toBeNull();
  });
});
