import { SCOPES } from "../../ip/names";
import type { AddressInfo } from "../../ip/snapshot";
import { option } from "../attribute";
import { addressWords, identified } from "./attributes";

const hasEnd = ({ valid_life_time }: AddressInfo): boolean => valid_life_time !== 0xffffffff;

/** The makers of addresses, by the protocol that the kernel gives those that it makes itself; IFAPROT_KERNEL_LO and following. */
const MAKERS: Readonly<Record<string, string>> = { 1: "the kernel", 2: "a router's advertisement", 3: "the kernel" };

/** Whoever made an address, if it was no program that asks for one without an end. */
export const madeBy = (info: AddressInfo): string | undefined =>
  MAKERS[info.protocol ?? ""] ?? (hasEnd(info) ? "a DHCP client or a router, since it has an end" : undefined);

/** An address in the words of `ip`. */
export const describe = (info: AddressInfo, dev: string): string => {
  const left = hasEnd(info) ? `${info.valid_life_time}sec` : undefined;
  return [...addressWords(identified(info)), "dev", dev, ...option("valid_lft", left)].join(" ");
};

/** Why an address is not one that a program declares. */
export const skippedBecause = (ifname: string, info: AddressInfo): string | undefined => {
  if (ifname === "lo" && info.scope === String(SCOPES.host)) return "the kernel makes it";
  if (/^fe80:/.test(info.local)) return "it is link-local, and the kernel makes those";
  return hasEnd(info) ? "it has an end, so a DHCP client or a router renews it" : undefined;
};
