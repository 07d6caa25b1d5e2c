import { took as look } from "./medians";
import { FAR } from "./rounds";
import type { Phase } from "./subject";
import { madeOn, over, size, table, whole, type Results } from "./table";

/** Names of the phases for readers who do not know how they are measured. */
const CALLED: Readonly<Partial<Record<Phase, string>>> = {
  previewOn: "`preview`, hosts looked at",
  up: "`up`",
  againOn: "a second `up`, hosts looked at",
  refresh: "`refresh`",
  destroy: "`destroy`",
};
const OTHERS = { ansible: "Ansible", command: "`@pulumi/command`" } as const;

/** The few that matter most: how many times the limit, and how many times as fast as others. */
export function brief(results: Results): string {
  const { samples } = results;
  const [took, all] = [look(samples), whole(samples)];
  const seconds = (of?: number) => (of === undefined ? "" : `${of.toFixed(1)} s`);
  const ours = Object.entries(CALLED).map(([phase, title]) => [
    title,
    ...all.map((hosts) => {
      const [ours, times] = [took("ours", hosts, phase as Phase), over(took, hosts, phase as Phase)];
      return times && `${times.toFixed(2)} (${seconds(ours)})`;
    }),
  ]);
  const others = Object.entries(OTHERS).flatMap(([subject, name]) =>
    (["up", "again"] as const)
      .filter((phase) => all.some((hosts) => took(subject, hosts, phase)))
      .map((phase) => [
        `${phase === "up" ? "`up`" : "a second `up`"}, against ${name}`,
        ...all.map((hosts) => {
          const [ours, theirs] = [took("ours", hosts, phase === "up" ? "up" : "againOn"), took(subject, hosts, phase)];
          return ours && theirs && `${(theirs / ours).toFixed(1)} times as fast (${seconds(theirs)})`;
        }),
      ]),
  );
  const far = [`\`up\`, hosts ${FAR} ms away`, ...all.map((hosts) => seconds(took("ours", hosts, "up", FAR)))];
  return [table(["", ...all.map(size)], [...ours, ...others, far]), madeOn(results)].join("\n\n");
}
