/** Adds what is younger than the syntax that k6 is certain to know, and used on the way of a payout. What the runtime has stays. */
export function addYoungerBuiltins(): void {
  add(
    Object,
    "hasOwn",
    (value: object, name: PropertyKey) => Object.getOwnPropertyDescriptor(value, name) !== undefined,
  );
  add(Array.prototype, "at", function at(this: readonly unknown[], index: number) {
    return this[index < 0 ? this.length + index : index];
  });
  add(String.prototype, "replaceAll", function replaceAll(this: string, what: string | RegExp, by: string) {
    return typeof what === "string" ? this.split(what).join(by) : this.replace(what, by);
  });
}

function add(owner: object, name: string, method: (...values: never[]) => unknown): void {
  if (!(name in owner)) Object.defineProperty(owner, name, { value: method, writable: true, configurable: true });
}
