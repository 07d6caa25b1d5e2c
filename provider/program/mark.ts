import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";

/** Length from which a mark is shortened: a link's alias holds 255 characters, the description among them. */
const LONG = 150;

const word = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** A resource's place in the program, as the SDK knows it from the start; a URN comes later, and in a preview not always. */
interface Known {
  readonly __pulumiType?: string;
  readonly __parentResource?: pulumi.Resource;
}

/** The types of the components that a resource is in, as in its URN: one name in components of two types is two resources. */
function typesAbove(parent: pulumi.Resource | undefined): string[] {
  const { __pulumiType: type, __parentResource: above } = (parent ?? {}) as Known;
  return type === undefined || type === "pulumi:pulumi:Stack" ? [] : [...typesAbove(above), type];
}

/** The mark of a resource on its host: project, stack, types of its components, and name, in words that `ip` passes on unchanged. */
export function markOf(name: string, parent?: pulumi.Resource): string {
  const path = [...typesAbove(parent), name];
  const stack = `pulumi:${word(pulumi.getProject())}/${word(pulumi.getStack())}`;
  const own = path.map(word).join("/");
  if (stack.length + own.length < LONG) return `${stack}:${own}`;
  const digest = createHash("sha256").update(path.join("/")).digest("hex").slice(0, 16);
  return `${stack.slice(0, 100)}:${own.slice(0, 30)}~${digest}`;
}
