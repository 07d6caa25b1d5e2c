/** Of what is random or long a usual run takes a fixed part; `npm run test:long` sets this and takes all of it. */
const LONG = process.env.TEST_LONG === "1";

/** A number for a usual run, and another for a long one. */
export const effort = (usual: number, long: number): number => (LONG ? long : usual);
