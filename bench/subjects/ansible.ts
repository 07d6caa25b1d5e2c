import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "../../test/lab/cache";
import { say, tiedMust } from "../../test/lab/process";
import { got } from "../got";
import { commandsOf, groupsOf, type Group } from "../objects";
import type { Field, Ready, Subject } from "../subject";

const SUITE = process.env.LAB_SUITE ?? "bookworm";

const get = async (into: string): Promise<void> => {
  await tiedMust("python3", ["-m", "venv", into]);
  await tiedMust(join(into, "bin", "pip"), ["install", "--quiet", "--disable-pip-version-check", "ansible-core"]);
};

/** Makes each object if it is not there yet, and then reports `changed`. */
function steps(group: Group): string[] {
  const { netns, link, address } = group;
  const commands = commandsOf(group);
  const isThere = {
    netns: `ip netns list | grep -qw ${netns}`,
    link: `ip -n ${netns} link show dev ${link} 2>/dev/null >&2`,
    address: `ip -n ${netns} address show dev ${link} | grep -q 'inet ${address} '`,
    route: `ip -n ${netns} route show default | grep -q .`,
  };
  return (Object.keys(isThere) as (keyof typeof isThere)[]).map(
    (kind) => `${isThere[kind]} || { ${commands[kind].map((line) => `ip ${line}`).join(" && ")} && echo changed; }`,
  );
}

const undo = ({ netns }: Group) => `! ip netns list | grep -qw ${netns} || { ip netns del ${netns} && echo changed; }`;

const task = (list: string, i: number) => ({
  name: `${list} ${i}`,
  "ansible.builtin.shell": `{{ ${list}[${i}] }}`,
  register: "said",
  changed_when: "'changed' in said.stdout",
});
const play = (list: string, count: number) =>
  JSON.stringify([
    { hosts: "all", gather_facts: false, tasks: Array.from({ length: count }, (_, i) => task(list, i)) },
  ]);

/** The files of a run: what there is, and what is to be done with it. */
function write(folder: string, { places }: Field): void {
  const hosts = places.map(({ name }, i) => {
    const groups = groupsOf(i + 1);
    return [name, { make: groups.flatMap(steps), unmake: groups.map(undo) }];
  });
  const vars = { ansible_python_interpreter: "/usr/bin/python3" };
  writeFileSync(join(folder, "hosts.json"), JSON.stringify({ all: { hosts: Object.fromEntries(hosts), vars } }));
  const [first] = hosts.map(([, lists]) => lists as { make: string[]; unmake: string[] });
  for (const list of ["make", "unmake"] as const)
    writeFileSync(join(folder, `${list}.json`), play(list, first?.[list].length ?? 0));
}

let home: string;

async function ready(field: Field): Promise<Ready> {
  const folder = mkdtempSync(join(tmpdir(), "netlink-"));
  const [paths, config] = [join(folder, "cp"), join(field.home, ".ssh", "config")];
  mkdirSync(paths);
  write(folder, field);
  const env = {
    ...process.env,
    HOME: folder,
    ANSIBLE_HOME: folder,
    ANSIBLE_PIPELINING: "True",
    ANSIBLE_FORKS: "50",
    ANSIBLE_SSH_ARGS: `-F ${config} -C -o ControlMaster=auto -o ControlPersist=60s`,
    ANSIBLE_SSH_CONTROL_PATH_DIR: paths,
  };
  const run = (list: string) => () =>
    tiedMust(join(home, "bin", "python"), ["-m", "ansible", "playbook", "-i", join(folder, "hosts.json"), join(folder, `${list}.json`)], { env }); // prettier-ignore
  // Connections that a run leaves open would be the next one's.
  const hangUp = () =>
    Promise.all(readdirSync(paths).map((path) => say("ssh", ["-F", config, "-o", `ControlPath=${join(paths, path)}`, "-O", "exit", "web-1"]))); // prettier-ignore
  const close = async () => {
    await hangUp();
    rmSync(folder, { recursive: true, force: true });
  };
  return { phases: { up: run("make"), again: run("make"), destroy: run("unmake") }, before: hangUp, close };
}

/** Ansible as it is commonly used: a playbook with a task an object, 50 hosts at once, and as few connections as it can. */
export const ansible: Subject = {
  name: "ansible",
  about: "ansible-core with pipelining and 50 forks, a task an object",
  async install(hurry) {
    home = await got("ansible", hurry, get);
    return once(`python-${SUITE}`, `Python of ${SUITE}`, (into) =>
      tiedMust("bash", [join(__dirname, "..", "python.sh"), SUITE, into]).then(() => undefined),
    );
  },
  ready,
};
