import { z } from "zod";
import { ATTRIBUTES, derivedMac, MAC } from "./link/attributes";
import { linkFields, macField } from "./link/fields";
import { linkKind } from "./link/kind";

const schema = z.object({ ...linkFields, ...macField });

/** A link that carries addresses and drops every frame; `ip link add … type dummy`; since Linux 2.2, iproute2 2.6.23. */
export const dummy = linkKind({
  type: "DummyLink",
  driver: "dummy",
  schema,
  standsAlone: true,
  attributes: [MAC, ...ATTRIBUTES],
  derived: [
    {
      field: "macAddress",
      from: ["host", "netns", "name", "adopt"],
      value: (v) => (v.adopt ? undefined : derivedMac(v)),
    },
  ],
});
