import type { Said } from "./process";

/** Lists all links, addresses and routes, namespace by namespace. */
export const LISTS = `for ns in "" $(ip netns list | cut -d" " -f1); do
  n="\${ns:+-n $ns}"; echo "namespace $ns"; ip $n -o -d link; ip $n -o addr; ip $n route show table all
done`;

/** Waits until no address is looked for elsewhere. */
const READY = `i=0; for ns in "" $(ip netns list | cut -d" " -f1); do
  while ip \${ns:+-n $ns} -6 addr show tentative -dadfailed | grep -q inet6 && [ $i -lt 50 ]; do sleep 0.1; i=$((i+1)); done
done`;

/** All that a host's network holds, namespace by namespace, without what changes by itself: for comparing before and after. */
export async function network(run: (command: string) => Promise<Said>): Promise<string> {
  const { stdout } = await run(`${READY}\n${LISTS}`);
  return stdout.replace(/ (valid_lft|preferred_lft|expires|qlen) \S+/g, "");
}
