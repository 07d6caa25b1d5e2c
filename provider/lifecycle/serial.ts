import { semaphores } from "../host/semaphore";
import { identityOf } from "../kinds/identity";
import { type Kind, type Values } from "../kinds/kind";

/** Operations on one slot run one after the other: an object that one resource takes up, another may be about to delete. */
export const serially = <T>(kind: Kind, values: Values, work: () => Promise<T>): Promise<T> =>
  slots(identityOf(kind, values).slots.join(" ")).run(work);

export const slots = semaphores(1);
