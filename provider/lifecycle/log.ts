import * as pulumi from "@pulumi/pulumi";

/** Address of the engine, which it gives to a provider's process as the last argument. */
const engine = process.argv.at(-1) ?? "";

/** Warns in the engine's own output, or on standard error if there is no engine. */
export async function warn(message: string): Promise<void> {
  if (!/^[\w.[\]-]+:\d+$/.test(engine)) return console.warn(`warning: ${message}`);
  pulumi.runtime.resetOptions("", "", 1, engine, "", false, "");
  await pulumi.log.warn(message);
}
