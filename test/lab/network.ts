import type { Said } from "./process";

const LISTS = `for ns in "" $(ip netns list | cut -d" " -f1); do
  n="\${ns:+-n $ns}"; echo "namespace $ns"; ip $n -o -d link; ip $n -o addr; ip $n route show table all
done`;

/** All that a host's network holds, namespace by namespace, without what changes by itself: for comparing before and after. */
export async function network(run: (command: string) => Promise<Said>): Promise<string> {
  const ready =
    "n=0; while ip -6 addr show tentative -dadfailed | grep -q inet6 && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done";
  const { stdout } = await run(`${ready}\n${LISTS}`);
  return stdout.replace(/ (valid_lft|preferred_lft|expires|qlen) \S+/g, "");
}
