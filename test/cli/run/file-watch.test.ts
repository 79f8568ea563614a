import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FileWatch, watchFiles } from "../../../src/cli/run/file-watch.ts";
import { createWorkingFolder, type WorkingFolder } from "../scenarios/scenario-folder.ts";

let cwd: WorkingFolder;
let watch: FileWatch | undefined;
beforeEach(() => {
  cwd = createWorkingFolder();
});
afterEach(async () => {
  await watch?.close();
  cwd.remove();
});

const at = (file: string) => join(cwd.path, file);

async function opened(files: readonly string[], folders: readonly string[] = []): Promise<FileWatch> {
  watch = await watchFiles({ files: files.map(at), folders: folders.map(at) });
  return watch;
}

/** The next changes, as `file what`, in the order of their files. */
async function next({ next: changes }: FileWatch): Promise<readonly string[]> {
  return (await changes()).map(({ path, what }) => `${path.slice(cwd.path.length + 1)} ${what}`).sort();
}

describe("a watched file", () => {
  it("is seen each time it is written in place or replaced by a rename", async () => {
    cwd.write("a.yaml", "1");
    const files = await opened(["a.yaml"]);
    cwd.write("a.yaml", "22");
    expect(await next(files)).toEqual(["a.yaml saved"]);
    for (const text of ["333", "4444"]) {
      cwd.write("a.yaml.tmp", text);
      renameSync(at("a.yaml.tmp"), at("a.yaml"));
      expect(await next(files)).toEqual(["a.yaml saved"]);
    }
  });

  it("is seen when it is removed and when it returns", async () => {
    cwd.write("a.yaml", "1");
    const files = await opened(["a.yaml"]);
    rmSync(at("a.yaml"));
    expect(await next(files)).toEqual(["a.yaml removed"]);
    cwd.write("a.yaml", "22");
    expect(await next(files)).toEqual(["a.yaml added"]);
  });

  it("is seen when it returns with its folder, and when it is saved after that", async () => {
    cwd.write("sub/a.yaml", "1");
    const files = await opened([], ["sub"]);
    for (const text of ["22", "4444"]) {
      rmSync(at("sub"), { recursive: true });
      expect(await next(files)).toEqual(["sub/a.yaml removed"]);
      cwd.write("sub/a.yaml", text);
      expect(await next(files)).toEqual(["sub/a.yaml added"]);
      cwd.write("sub/a.yaml", `${text}3`);
      expect(await next(files)).toEqual(["sub/a.yaml saved"]);
    }
  });

  it("does not cause a watch of other files in its folder", async () => {
    cwd.write("a.yaml", "1");
    cwd.write("b.yaml", "1");
    const files = await opened(["a.yaml"]);
    for (const other of ["b.yaml", "c.yaml", "report.json"]) cwd.write(other, "22");
    cwd.write("a.yaml", "22");
    expect(await next(files)).toEqual(["a.yaml saved"]);
  });

  it("can be added later, in another folder", async () => {
    cwd.write("a.yaml", "1");
    cwd.write("parts/base.yaml", "1");
    const files = await opened(["a.yaml"]);
    files.include([at("a.yaml"), at("parts/base.yaml")]);
    // How soon the other folder is under watch nobody is told; so it is saved until that is seen.
    const seen = next(files);
    let saves = 1;
    const saving = setInterval(() => {
      saves += 1;
      cwd.write("parts/base.yaml", "2".repeat(saves));
    }, 150);
    expect(await seen).toEqual(["parts/base.yaml saved"]);
    clearInterval(saving);
  });
});

describe("a watched folder", () => {
  it("reports changes of its scenarios together, including new ones, and nothing else", async () => {
    cwd.write("some/a.yaml", "1");
    cwd.write("some/b.yml", "1");
    const files = await opened([], ["some"]);
    mkdirSync(at("some/deep"));
    cwd.write("some/deep/x.yaml", "1");
    cwd.write("some/notes.md", "1");
    cwd.write("some/c.yaml", "1");
    cwd.write("some/a.yaml", "22");
    rmSync(at("some/b.yml"));
    const seen = new Set<string>();
    while (seen.size < 3) for (const change of await next(files)) seen.add(change);
    expect([...seen].sort()).toEqual(["some/a.yaml saved", "some/b.yml removed", "some/c.yaml added"]);
  });

  it("keeps changes that happen before the next call", async () => {
    cwd.write("some/a.yaml", "1");
    const files = await opened([], ["some"]);
    cwd.write("some/a.yaml", "22");
    expect(await next(files)).toEqual(["some/a.yaml saved"]);
  });
});
