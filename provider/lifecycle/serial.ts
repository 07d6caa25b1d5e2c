import { semaphores } from "../host/semaphore";
import { identityOf } from "../kinds/identity";
import { type Kind, type Values } from "../kinds/kind";

/** One comes after the other in a place: what one resource takes up, another may be about to delete. */
export const serially = <T>(kind: Kind, values: Values, work: () => Promise<T>): Promise<T> =>
  places(identityOf(kind, values).slots.join(" ")).run(work);

export const places = semaphores(1);
