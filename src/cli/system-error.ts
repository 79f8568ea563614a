import { statSync } from "node:fs";

/** An error that the operating system raised about a file, a process or a socket. */
export type SystemError = NodeJS.ErrnoException & { readonly code: string };

/** Whether the operating system caused this error, and not a bug. */
export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}

/** Whether a file does not exist, nor perhaps its folder or the target of its link. */
export function isMissing(error: unknown): error is SystemError {
  return isSystemError(error) && ["ENOENT", "ENOTDIR", "ELOOP"].includes(error.code);
}

/** Node's own words for a file error, without the system call and the path. */
export function systemReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^[A-Z]+: (.+?), /.exec(message)?.[1] ?? message;
}

/** What can be at a path. Only a file may be read: reading a named pipe can block forever. */
export type FileKind = "file" | "folder" | "pipe" | "other";

/** What is at a path; undefined if there is nothing. @throws SystemError if the operating system refuses to say */
export function fileKind(path: string): FileKind | undefined {
  try {
    const found = statSync(path);
    if (found.isFile()) return "file";
    if (found.isDirectory()) return "folder";
    return found.isFIFO() ? "pipe" : "other";
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** What the machine can run out of, by system error code, and what to do about it. */
const remedies: Readonly<Record<string, string>> = {
  EMFILE: "raise the limit of open files (ulimit -n)",
  ENFILE: "close other programs, or raise the system's limit of open files",
  ENOSPC: "free some disk space",
  EDQUOT: "free some of your disk quota",
  ENOMEM: "close other programs",
  EAGAIN: "close other programs, or raise the limit of processes (ulimit -u)",
  EIO: "check the disk",
  EROFS: "use a disk that is writable",
};

/** One line about what the machine has run out of, with a remedy; undefined for any other error. */
export function machineProblem(error: unknown): string | undefined {
  if (isModuleError(error)) {
    const [what = ""] = error.message.split("\n");
    return `a part of chaos-payout could not be loaded (${what}): raise the limit of open files (ulimit -n), or reinstall it`;
  }
  if (!isSystemError(error)) return undefined;
  const remedy = remedies[error.code];
  if (remedy === undefined) return undefined;
  const where = error.path === undefined ? "" : ` (${error.path})`;
  return `${systemReason(error)}${where}: ${remedy}`;
}

/** Without a free file descriptor, Node reports only that it cannot find a module. */
function isModuleError(error: unknown): error is Error {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
}
