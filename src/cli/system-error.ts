/** Trouble that the operating system has with a file, a process or a socket; Node tells it by a code. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}

/** Node's own words for trouble with files, without the system call and the path. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^[A-Z]+: (.+?), /.exec(message)?.[1] ?? message;
}

/** What the machine may lack, by the code of the system, and what to do about it. None of it is the fault of a file or of a command line. */
const lacks: Readonly<Record<string, string>> = {
  EMFILE: "raise the limit of open files (ulimit -n)",
  ENFILE: "end other programs, or raise the limit of the system",
  ENOSPC: "make room on the disk",
  EDQUOT: "make room in your quota",
  ENOMEM: "end other programs",
  EAGAIN: "end other programs, or raise the limit of processes (ulimit -u)",
  EIO: "look at the disk",
  EROFS: "choose a disk that can be written to",
};

/** One line about what the machine lacks, with a way out; undefined for any other error. */
export function lackOfMachine(error: unknown): string | undefined {
  if (isModuleError(error)) {
    const [what = ""] = error.message.split("\n");
    return `a part of chaos-payout cannot be loaded (${what}): raise the limit of open files (ulimit -n), or install it again`;
  }
  if (!isSystemError(error)) return undefined;
  const way = lacks[error.code];
  if (way === undefined) return undefined;
  const where = error.path === undefined ? "" : ` (${error.path})`;
  return `${reason(error)}${where}: ${way}`;
}

/** Where no file can be opened any more, Node does not find a package, and says no more than that. */
function isModuleError(error: unknown): error is Error {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
}
