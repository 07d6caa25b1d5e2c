import * as pulumi from "@pulumi/pulumi";
import type * as netlink from "../../provider";

type Args = ConstructorParameters<typeof netlink.NetNamespace>[1];

describe("the types of a program", () => {
  it("take resources in place of names", () => {
    type Route = ConstructorParameters<typeof netlink.Route>[1];
    type Macvlan = ConstructorParameters<typeof netlink.MacvlanLink>[1];
    const [dev, netns] = [{} as netlink.MacvlanLink, {} as netlink.NetNamespace];
    const hops: Route = {
      nexthops: [
        { via: "10.0.0.1", dev },
        { via: pulumi.output("10.0.1.1"), dev: "eth0" },
      ],
    };
    const inside: Macvlan = { parent: "eth0", parentNetns: netns };
    const stacked: Macvlan = { parent: dev };
    // @ts-expect-error a namespace is no parent
    const astray: Macvlan = { parent: netns };
    // @ts-expect-error a namespace is no link
    const wrong: Route = { nexthops: [{ dev: netns }] };
    return [hops, inside, stacked, astray, wrong];
  });

  it("take outputs anywhere in a connection", () => {
    const proxy = { host: pulumi.output("gate"), privateKey: pulumi.secret("key"), proxy: { host: "outer" } };
    const whole: Args = { connection: pulumi.output("web-1") };
    const parts: Args = { connection: { host: "web-1", password: pulumi.secret("word"), proxy } };
    // @ts-expect-error a field that there is not
    const wrong: Args = { connection: { host: "web-1", passwrod: "word" } };
    return [whole, parts, wrong];
  });
});
