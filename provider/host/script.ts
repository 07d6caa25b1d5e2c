/** One `ip -batch` on the host: its namespace, its lines, and whether it reads or changes. */
export interface Section {
  readonly netns: string | undefined;
  readonly lines: readonly string[];
  /** Changes of one job stop at their first failure; reads have no job and always run. */
  readonly job?: number;
}

/** What came of a section. */
export interface Reply {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What came of a whole script. */
export interface Answer {
  readonly machineId: string;
  readonly bootId: string;
  /** What `ip -V` says. */
  readonly version: string;
  readonly replies: readonly Reply[];
}

/** The code of a section that was not run because an earlier one of its job failed. */
export const SKIPPED = -1;

/**
 * The one command line that every host sees. What to do comes on standard input as data: a head line a section
 * (`JOB NETNS`), its lines, and a dot. It is quoted for any login shell, so it holds neither a single quote nor a line break.
 */
export const SCRIPT = [
  `LC_ALL=C PATH=$PATH:/usr/sbin:/sbin; export LC_ALL PATH; trap "" PIPE; exec 3>&1; bad=`,
  `{ read -r m </etc/machine-id; } 2>/dev/null; { read -r b </proc/sys/kernel/random/boot_id; } 2>/dev/null`,
  `printf "%s\\n" "$m" "$b" "$(ip -V 2>&1 | head -n 1)"`,
  `lines() { while IFS= read -r l && [ "$l" != . ]; do printf "%s\\n" "$l" 2>/dev/null; done; }`,
  `while read -r job ns; do n=; [ "$ns" = - ] || n="-n $ns"; o="-N -j -d"; [ "$job" = - ] || o=`,
  `if [ "$job" != - ] && [ "$job" = "$bad" ]; then lines >/dev/null; c=${SKIPPED}; e=; else e=$(lines | ip $n $o -batch - 2>&1 >&3); c=$?; fi`,
  `[ $c = 0 ] || [ "$job" = - ] || bad=$job; printf "\\001%s\\n%s\\002\\n" "$c" "$e"; done`,
].join("; ");

/** The standard input that makes the script do these sections. */
export const scriptInput = (sections: readonly Section[]): string =>
  sections
    .map(({ job, netns, lines }) =>
      [`${job ?? "-"} ${netns ?? "-"}`, ...lines, "."].map((line) => `${line}\n`).join(""),
    )
    .join("");

const FRAME = /([^\x01]*)\x01(-?\d+)\n([^\x02]*)\x02\n/y; // eslint-disable-line no-control-regex

/** Reads the script's output; throws where it does not have the form that the script gives it. */
export function parseAnswer(output: string, sections: readonly Section[]): Answer {
  const [machineId = "", bootId = "", version = ""] = output.split("\n", 3);
  let at = machineId.length + bootId.length + version.length + 3;
  const replies = sections.map(() => {
    FRAME.lastIndex = at;
    const frame = FRAME.exec(output);
    if (!frame)
      throw new Error(
        `the host's answer is not what was asked for, or was cut: ${JSON.stringify(output.slice(0, 200))}`,
      );
    at = FRAME.lastIndex;
    return { code: Number(frame[2]), stdout: frame[1] ?? "", stderr: (frame[3] ?? "").trim() };
  });
  return { machineId, bootId, version, replies };
}
