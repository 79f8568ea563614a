/** The names are words of the domain, because the judge knows them too; here they stand beside the faults that they name. */
export { isWireFaultName, type WireFaultName, wireFaultNames } from "../domain/wire-fault.ts";
