/** Name, address and port of a host. */
export interface Place {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** A namespace of a host with what is in it: four objects. */
export interface Group {
  readonly netns: string;
  readonly link: string;
  readonly parent: string;
  readonly address: string;
  readonly via: string;
}

/** Groups on each host. */
export const GROUPS = 2;
/** Objects on each host: a group is a namespace, a macvlan link in it, an address and a default route. */
export const OBJECTS = 4 * GROUPS;

/** Groups on the host with this number. */
export const groupsOf = (number: number): Group[] =>
  Array.from({ length: GROUPS }, (_, i) => ({
    netns: `bench${i + 1}`,
    link: "eth0",
    parent: "eth1",
    address: `10.1.${number}.${i + 1}/16`,
    via: "10.1.255.254",
  }));

/** The same as commands of `ip`, an object each. */
export const commandsOf = ({ netns, link, parent, address, via }: Group) => ({
  netns: [`netns add ${netns}`, `-n ${netns} link set lo up`],
  link: [`link add link ${parent} name ${link} netns ${netns} type macvlan mode bridge`, `-n ${netns} link set ${link} up`],
  address: [`-n ${netns} address add ${address} dev ${link}`],
  route: [`-n ${netns} route add default via ${via} dev ${link}`],
}); // prettier-ignore
