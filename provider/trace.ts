/** Frames of the SDK's own constructors and of ours, which the SDK passes over before it looks for the program's line. */
const OWN = 5;

type Frames = readonly NodeJS.CallSite[];
const plain = (error: Error, frames: Frames) => [String(error), ...frames.map((frame) => `    at ${frame}`)].join("\n");

/** From the program's line on, in so far as a state has any use for it: that line. */
const fromProgram = (frames: Frames) =>
  [...frames.slice(0, OWN), ...frames.slice(OWN).filter((frame) => !frame.getFileName()?.startsWith(__dirname)).slice(0, 1)]; // prettier-ignore

/**
 * Begins what makes a resource, until what is given back is called. The SDK takes four traces of the stack for each property meanwhile,
 * to tell of promises that never end, which none has to be; and one that every state keeps in full: that becomes the program's line,
 * where it would begin with ours.
 */
export function traceLittle(): () => void {
  const { stackTraceLimit, prepareStackTrace } = Error;
  if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 0;
  Error.prepareStackTrace = (error, frames) => (prepareStackTrace ?? plain)(error, fromProgram(frames) as NodeJS.CallSite[]); // prettier-ignore
  return () => Object.assign(Error, { stackTraceLimit, prepareStackTrace });
}
