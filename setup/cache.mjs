import { homedir } from "node:os";
import { join } from "node:path";

/** A path in the cache of the machine's user, where engines and images are kept between clones. */
export const cache = (...parts) =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-netlink", ...parts);
