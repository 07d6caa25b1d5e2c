import { z } from "zod";
import { connection, hostOf, type Connection } from "../connection";
import { flag } from "../ip/values";

/** Fields that every kind has: where the object lives and whose it is. */
export const place = {
  /** How the host is reached; brought along by a resource given as `netns` or `dev`. */
  connection,
  /** @internal Identity of the host, derived from `connection`. */
  host: z.string().optional(),
  /** @internal The mark of who made the object. */
  mark: z.string().default("pulumi:"),
  /** Take over an object that already exists and was made by someone else. */
  adopt: flag.default(false),
};

/** The host, which follows from the connection even while the rest of the login is not known yet. */
export const hostOfConnection = {
  field: "host" as const,
  from: ["connection" as const],
  partly: true,
  value: ({ connection }: { connection: Connection }) => hostOf(connection),
};
