import type { Tool } from "../../ip/command";

/** One batch on the host: the tool, its options, its lines, and whether it reads or changes. */
export interface Section {
  /**
   * The journal takes lines `NAME WORD INSTEAD`, which keep a word, `NAME`, which clears it, and `NAME - WORD`, which clears that word only; a read lists all words, and every named
   * namespace as `/NAME`. A line whose name has another word by now than `INSTEAD` is refused. What a job begins with is taken back
   * when its first command is refused. If no word can be kept, everything goes on without.
   * `namespaces` lists the links of every namespace that are on a parent, after a line `@NAME`, or `@/PID PROGRAM` if it has no name.
   */
  readonly tool: Tool;
  readonly netns?: string;
  /** Options of the tool, from our own tables: form of the answer, address family. */
  readonly options?: readonly string[];
  readonly lines: readonly string[];
  /** Changes of one job stop at their first failure; reads have no job and always run. */
  readonly job?: number;
}

/** The result of a section. */
export interface Reply {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Facts of a host; they stay the same for as long as a connection lasts, and so are asked for once. */
export interface Facts {
  readonly machineId: string;
  readonly bootId: string;
  /** Number of the user that the script ran as; 0 is root. */
  readonly user: number;
  /** The output of `ip -V`. */
  readonly version: string;
  /** Wireless links of the host's own namespace. */
  readonly wireless: readonly string[];
}

/** The results of a whole script. */
export interface Answer extends Facts {
  readonly replies: readonly Reply[];
}

/** The code of a section that was not run because an earlier one of its job failed. */
export const SKIPPED = -1;

/** Begins the line that holds the key; what comes before it is not meant for the script. */
const MARK = "pulumi-netlink:";

/**
 * The one command line that every host sees. What to do comes on standard input as data, one exchange after the other: its key and
 * whether facts are asked for, then a head line a section (`JOB TOOL NETNS OPTIONS`), its lines, and a
 * dot, and at the end another dot. The key marks the answer, whatever a login prints or a host's objects are called. It is
 * quoted for any login shell, so it holds neither a single quote nor a line break. Starting a process costs the host as much as
 * a round trip, so the shell does itself what it can.
 */
export const SCRIPT = [
  `LC_ALL=C PATH=$PATH:/usr/sbin:/sbin; export LC_ALL PATH; trap "" PIPE; unset TMOUT; exec 3>&1; d=/run/pulumi-netlink; nl=$\{IFS#??}; u=$(umask)`,
  `facts() { { read -r m </etc/machine-id; } 2>/dev/null; { read -r b </proc/sys/kernel/random/boot_id; } 2>/dev/null`,
  `printf "%s\\n" "$m" "$b" "$(id -u)" "$(ip -V 2>&1 | head -n 1)" "$(cd /sys/class/net && for f in */phy80211; do [ ! -e "$f" ] || printf "%s " "$\{f%/*}"; done)"; }`,
  `notes() { for f in /var/run/netns/*; do [ ! -e "$f" ] || printf "/%s\\n" "$\{f##*/}"; done; for f in $d/*; do { [ -f "$f" ] && [ -O "$f" ] && read -r w <"$f"; } && printf "%s %s\\n" "$\{f##*/}" "$w"; done; }`,
  // Another run may remove the empty folder before the note is in it: the caller then tries once more.
  `put() { mkdir -p $d; printf "%s\\n" "$w" >"$d/$f"; }`,
  `keep() { umask 077; mkdir -p $d; n=0; while read -r f w o && [ "$f" != . ]; do n=$((n+1)); [ $c = 0 ] || continue; [ "$w" ] || { rm -f "$d/$f"; continue; }`,
  // A new word is written only if there is no file: of two that begin at once, one is refused.
  `x=; [ ! -O "$d/$f" ] || read -r x <"$d/$f"; [ "$w" != - ] || { [ "$x" != "$o" ] || rm -f "$d/$f"; continue; }; case $x in "") set -C; put || put; set +C;; "$w"|"$o") put;; esac`,
  `y=; read -r y <"$d/$f"; case $y in "$w") [ "$ran" ] || old="$old $f $\{x:--}";; ?*) c=1; e="$y took its place a moment ago, by the note $d/$f$\{nl}Command failed -:$n";; esac; done; rmdir $d; umask $u; }`,
  `undo() { set -f; set -- $old; set +f; while [ "$2" ]; do if [ "$2" = - ]; then rm -f "$d/$1"; else printf "%s\\n" "$2" >"$d/$1"; fi; shift 2; done; rmdir $d; }`,
  // Only the first process of each namespace is asked. A new process costs the host a millisecond, so one ls finds the namespaces, and one ip reads each.
  `spaces() { x=" "; for f in /proc/self/ns/net "/var/run/netns/*" "/proc/[0-9]*/ns/net"; do for g in $(ls -Li $f); do case $g in /*) ;; *) i=$g; continue;; esac`,
  `case $x in *" $i "*) continue;; esac; x="$x$i "; w=; case $g in /proc/self/*) continue;; /proc/*) g=$\{g#/proc/}; g=$\{g%%/*}; read -r w </proc/$g/comm; set -- "@/$g $w" nsenter -t "$g" -n ip;; *) set -- "@$\{g##*/}" ip -n "$\{g##*/}";; esac`,
  `printf "%s\\n" "$1"; shift; for t in macvlan macvtap ipvlan ipvtap; do printf "link show type %s\\n" $t; done | "$@" -N -j -d -batch -; done; done; }`,
  `skip() { while IFS= read -r l && [ "$l" != . ]; do :; done; }`,
  `while read -r h k a; do [ "$h" = ${MARK} ] || continue; bad=; printf "%s\\n" "$k"; [ -z "$a" ] || facts`,
  `while read -r job tool ns o && [ "$job" != . ]; do [ "$job" = "$last" ] || { old=; ran=; last=$job; }; c=0; e=; n=; [ "$ns" = - ] || n="-n $ns"`,
  `if [ "$job" != - ] && [ "$job" = "$bad" ]; then skip; c=${SKIPPED}`,
  `elif [ "$tool$job" = journal- ]; then skip; notes`,
  `elif [ "$tool" = namespaces ]; then skip; spaces 2>/dev/null`,
  `elif [ "$tool" = journal ]; then keep 2>/dev/null; [ $c = 0 ] || undo 2>/dev/null`,
  // A section runs only after all of it has arrived: one that breaks off does nothing.
  `else t=; while IFS= read -r l && [ "$l" != . ]; do t=$t$l$nl; done; [ "$l" = . ] || exit 1; e=$(printf "%s" "$t" 2>/dev/null | $tool $n $o -batch - 2>&1 >&3); c=$?`,
  // If the first command is refused nothing was made: whatever is there is not ours, and no note may say that it is.
  `case $e in *"Command failed -:1") undo 2>/dev/null;; esac; old=; ran=1; fi`,
  `[ $c = 0 ] || [ "$job" = - ] || bad=$job; printf "%s %s\\n%s\\n%s\\n" "$k" "$c" "$e" "$k"; done`,
  `[ "$job" = . ] || exit 1; printf "%s .\\n" "$k"; done`,
].join("; ");

/** Whether an answer begins in this output. */
export const isBegun = (output: string, key: string): boolean => output.includes(`${key}\n`);
/** Whether the last output of a host ends an answer; a process that the login started may still print. */
export const isWhole = (output: string, key: string): boolean => output.includes(`${key} .\n`);

/** The standard input that makes the script do these sections. */
export const scriptInput = (key: string, sections: readonly Section[], known?: Facts): string =>
  [
    `${MARK} ${key}${known ? "" : " facts"}`,
    ...sections.flatMap(({ tool, job, netns, options = [], lines }) => [
      [job ?? "-", tool, netns ?? "-", ...options].join(" "),
      ...lines,
      ".",
    ]),
    ".",
  ]
    .map((line) => `${line}\n`)
    .join("");

/** Parses the script's output; `known` are facts that were not asked for again. Throws if the output has another form. */
export function parseAnswer(output: string, key: string, sections: readonly Section[], known?: Facts): Answer {
  let at = 0;
  const upTo = (mark: string): string => {
    const end = output.indexOf(mark, at);
    if (end < 0) throw new Error("the host's answer is not what was asked for, or was cut");
    const text = output.slice(at, end);
    at = end + mark.length;
    return text;
  };
  upTo(`${key}\n`);
  const facts = known ?? {
    ...{ machineId: upTo("\n"), bootId: upTo("\n"), user: Number(upTo("\n")), version: upTo("\n") },
    wireless: upTo("\n").split(" ").filter(Boolean),
  };
  const replies = sections.map(() => {
    const [stdout, code] = [upTo(`${key} `), Number(upTo("\n"))];
    return { code, stdout, stderr: upTo(`\n${key}\n`).trim() };
  });
  upTo(`${key} .\n`);
  return { ...facts, replies };
}
