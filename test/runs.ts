/**
 * How often a property is tried, or how many interleavings are: `usual` times in each run of the tests, and `long` times under
 * `npm run test:long`, for whoever changes what the property is about.
 */
export function runs(usual: number, long: number): number {
  return process.env["LONG_TESTS"] === undefined ? usual : long;
}
