import * as pulumi from "@pulumi/pulumi";
import type * as netlink from "../provider";

type Args = ConstructorParameters<typeof netlink.NetNamespace>[1];

describe("the types of a program", () => {
  it("take outputs anywhere in a connection", () => {
    const proxy = { host: pulumi.output("gate"), privateKey: pulumi.secret("key"), proxy: { host: "outer" } };
    const whole: Args = { connection: pulumi.output("web-1") };
    const parts: Args = { connection: { host: "web-1", password: pulumi.secret("word"), proxy } };
    // @ts-expect-error a field that there is not
    const wrong: Args = { connection: { host: "web-1", passwrod: "word" } };
    return [whole, parts, wrong];
  });
});
