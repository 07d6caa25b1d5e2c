import { PROTOCOLS, TABLES } from "../../ip/names";
import type { RouteInfo } from "../../ip/snapshot";
import { spelling } from "../../ip/values";
import { extras } from "./extras";

/** The makers of routes, by protocol; rtnetlink(7). */
const MAKERS: Readonly<Record<string, string>> = {
  ...{ kernel: "the kernel", ra: "a router's advertisement", redirect: "a router's redirect" },
  ...{ dhcp: "a DHCP client", boot: "hand", static: "another program" },
};

/** Whoever made a route whose protocol is another than is asked for. */
export const madeBy = (is: string, asked: string): string | undefined =>
  is === asked ? undefined : (MAKERS[is] ?? `a routing daemon, whose protocol is ${is}`);

/** Protocols of routes that no program declares. */
const KERNEL = ["1", "kernel", "ra"];

/** Words of `ip` for what `ip -j` calls otherwise. */
const WORDS: Readonly<Record<string, string>> = { flow: "realm", congestion: "congctl", ecn: "features" };

/** Why a route that is gone comes again by itself. */
export const madeAgainBecause = (info: RouteInfo): string | undefined => {
  if (KERNEL.includes(spelling(PROTOCOLS)(info.protocol)) || spelling(TABLES)(info.table) === "local")
    return "the kernel makes it";
  return extras(info).some(([name]) => name === "expires") ? "it has an end, so a router renews it" : undefined;
};

/** Why a route is not one that a program declares. */
export const skippedBecause = (info: RouteInfo): string | undefined => {
  const more = [...extras(info).map(([name]) => WORDS[name] ?? name), ...(info.locks ? ["lock"] : [])];
  const why = madeAgainBecause(info);
  if (why) return why;
  const strange = more.find((word) => word !== "mtu" && word !== "advmss");
  if (strange) return `it has \`${strange}\`, which Route does not have`;
  return spelling(PROTOCOLS)(info.protocol) === "dhcp" ? "a DHCP client renews it" : undefined;
};
