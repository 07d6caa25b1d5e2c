import { mkdirSync, rmSync, symlinkSync } from "node:fs";

// A state refers to the provider as `require("pulumi-netlink/provider")`; in a clone that has to lead to the clone.
const link = new URL("../node_modules/pulumi-netlink", import.meta.url);
mkdirSync(new URL(".", link), { recursive: true });
rmSync(link, { recursive: true, force: true });
symlinkSync("..", link);
