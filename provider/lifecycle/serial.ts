import { gates } from "../host/semaphore";
import { type Kind, type Values } from "../kinds/kind";
import { placeIn } from "../preview/claims";

/** One comes after the other in a place: what one resource takes up, another may be about to delete. */
export const atPlace = <T>(kind: Kind, values: Values, work: () => Promise<T>): Promise<T> =>
  places(placeIn(kind, values)).pass(work);

export const places = gates(1);
