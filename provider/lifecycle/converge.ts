import { HostError } from "../host/error";
import { Fault } from "./fault";
/** Passes an error on in the form the engine shows; bugs keep their stack. */
export const asFault = (error: unknown): unknown => (error instanceof HostError ? new Fault(error.message) : error);
