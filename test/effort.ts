/** Whether the run is `npm run test:long`, which takes all that is random or long; a usual run takes a fixed part of it. */
const LONG = process.env.TEST_LONG === "1";

/** A number for a usual run, and another for a long one. */
export const effort = (usual: number, long: number): number => (LONG ? long : usual);
