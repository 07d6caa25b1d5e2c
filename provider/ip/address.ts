import ipaddr from "ipaddr.js";

/** Address family as `ip` names it. */
export type Family = "inet" | "inet6";

/** The family an address or prefix is written in. */
export const familyOf = (address: string): Family => (address.includes(":") ? "inet6" : "inet");

/** Whether a text is an address without a prefix length. */
export const isIp = (text: string): boolean =>
  text.includes(":") ? !text.includes("%") && ipaddr.IPv6.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text);

/** `::1.2.3.4`, as the kernel's tools spell `::102:304`; ipaddr.js takes it for `::ffff:1.2.3.4`. */
const spelledOut = (text: string) =>
  text.replace(/^::(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes) => {
    const [a, b, c, d] = bytes.map(Number) as [number, number, number, number];
    return `::${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });

const canonical = (text: string) => {
  const address = ipaddr.parse(spelledOut(text));
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
};

const parts = (cidr: string) => {
  const [address = "", length] = cidr.split("/");
  return { address, length: length === undefined ? undefined : /^\d{1,3}$/.test(length) ? Number(length) : NaN };
};

/** Whether a text is an address with its prefix length. */
export const isCidr = (text: string): boolean => {
  const { address, length } = parts(text);
  return isIp(address) && length !== undefined && length <= bits(address) && text.split("/").length === 2;
};

const bits = (address: string) => (familyOf(address) === "inet6" ? 128 : 32);

/** Whether an address means something on its link alone; RFC 4291. */
export const isLinkLocal = (address: string | undefined): boolean => /^fe[89ab].:/.test(address ?? "");

/** An address in the kernel's spelling: IPv6 compressed, lower case. */
export const canonicalIp = (text: string): string => (isIp(text) ? canonical(text) : text);

/** An interface's address in the kernel's spelling, host bits kept. */
export const canonicalCidr = (text: string): string => {
  const { address, length } = parts(text);
  return `${canonicalIp(address)}/${length ?? bits(address)}`;
};

/** A destination in the kernel's spelling, host bits cleared, a lone address as a host route. */
export const canonicalPrefix = (text: string): string => {
  const cidr = canonicalCidr(text);
  const network = (familyOf(cidr) === "inet6" ? ipaddr.IPv6 : ipaddr.IPv4).networkAddressFromCIDR(cidr);
  return `${canonical(network.toString())}/${parts(cidr).length}`;
};

/** The last address of an IPv4 subnet, which `ip addr add … brd +` sets. */
export const broadcastOf = (cidr: string): string => ipaddr.IPv4.broadcastAddressFromCIDR(cidr).toString();
