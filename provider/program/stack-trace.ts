import { join, sep } from "node:path";

/** Frames of the SDK's own constructors and of ours, which the SDK passes over before it looks for the program's line. */
const OWN = 5;
/** The folder of this package. */
const OURS = join(__dirname, "..") + sep;

type Frames = readonly NodeJS.CallSite[];
const plain = (error: Error, frames: Frames) => [String(error), ...frames.map((frame) => `    at ${frame}`)].join("\n");

/** The frames of the constructors, and the first frame after them that is outside this package: the program's line. */
const fromProgram = (frames: Frames) =>
  [...frames.slice(0, OWN), ...frames.slice(OWN).filter((frame) => !frame.getFileName()?.startsWith(OURS)).slice(0, 1)]; // prettier-ignore

/**
 * Makes traces of the stack short until what it gives back is called, while the SDK makes a resource. For each property it takes four, to
 * tell of promises that never end: those become empty. One more it keeps in the state, in full and from our line on: that becomes the
 * program's line.
 */
export function traceLittle(): () => void {
  const { stackTraceLimit, prepareStackTrace } = Error;
  if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 0;
  Error.prepareStackTrace = (error, frames) => (prepareStackTrace ?? plain)(error, fromProgram(frames) as NodeJS.CallSite[]); // prettier-ignore
  return () => Object.assign(Error, { stackTraceLimit, prepareStackTrace });
}
