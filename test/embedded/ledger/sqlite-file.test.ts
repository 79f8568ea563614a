import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import { LedgerFileError, openLedgerFile } from "../../../src/embedded/ledger/sqlite-file.ts";
import { temporaryFolder } from "./temporary-ledger.ts";

/** What opening says, with the folder of the test left out. */
function refusalOf(folder: string, name: string): string {
  try {
    openLedgerFile(join(folder, name)).close();
  } catch (error) {
    expect(error).toBeInstanceOf(LedgerFileError);
    return (error as Error).message.replaceAll(folder, "FOLDER");
  }
  return "";
}

describe("a ledger file is refused in one line that names it when it", () => {
  it("is a folder", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "there"));
    expect(refusalOf(folder, "there")).toBe(
      "FOLDER/there is a folder: use a file in it, for example FOLDER/there/ledger.db",
    );
  });

  it("is text", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "notes.txt"), "money: lots\n");
    expect(refusalOf(folder, "notes.txt")).toBe(
      "FOLDER/notes.txt is not a ledger: use a file written by chaos-payout, or a new file",
    );
  });

  it("is the database of another program", () => {
    const folder = temporaryFolder();
    const other = new Database(join(folder, "other.db"));
    other.exec("create table notes (text)");
    other.close();
    expect(refusalOf(folder, "other.db")).toBe(
      "FOLDER/other.db is the database of another program: use a file written by chaos-payout, or a new file",
    );
  });

  it("is a ledger of another version", () => {
    const folder = temporaryFolder();
    const later = openLedgerFile(join(folder, "later.db"));
    later.pragma("user_version = 7");
    later.close();
    expect(refusalOf(folder, "later.db")).toBe(
      "FOLDER/later.db is a ledger of version 7, and this program reads version 4: use a new file",
    );
  });

  it("is damaged", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "damaged.db"), `SQLite format 3\0${"x".repeat(5000)}`);
    expect(refusalOf(folder, "damaged.db")).toBe(
      "FOLDER/damaged.db cannot be used as a ledger (file is not a database): use another file",
    );
  });

  it("is in a folder that does not exist", () => {
    const folder = temporaryFolder();
    expect(refusalOf(folder, "none/ledger.db")).toBe(
      "FOLDER/none/ledger.db cannot be created: the folder FOLDER/none does not exist",
    );
  });

  it("is behind a file", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    expect(refusalOf(folder, "file/ledger.db")).toBe(
      "FOLDER/file/ledger.db cannot be used as a ledger (ENOTDIR: not a directory, stat 'FOLDER/file/ledger.db'): use another file",
    );
  });
});

describe("a ledger file is opened when it", () => {
  it.each(["new.db", "empty.db", "link.db"])("is %s", (name) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "empty.db"), "");
    openLedgerFile(join(folder, "real.db")).close();
    symlinkSync(join(folder, "real.db"), join(folder, "link.db"));
    expect(refusalOf(folder, name)).toBe("");
    expect(refusalOf(folder, name)).toBe("");
  });
});
