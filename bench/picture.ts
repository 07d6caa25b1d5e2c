import { sizes, took as look, type Took } from "./medians";
import type { Sample } from "./measure";
import { OBJECTS } from "./objects";

const WIDTH = 720;
/** Left edge of the bars, and the longest of them. */
const BARS = { left: 190, width: 440 };
const ROW = 26;

/** Title of each bar, and its parts, each a subject's seconds. */
const ROWS = [
  { title: "pulumi-netlink", parts: ["ours"] },
  { title: "the engine + the hosts alone", parts: ["floor", "ssh"] },
  { title: "@pulumi/command", parts: ["command"] },
  { title: "Ansible", parts: ["ansible"] },
] as const;
const COLOUR = { ours: "#0969da", floor: "#8c959f", ssh: "#c6cbd1", command: "#bf8700", ansible: "#cf222e" } as const;

const text = (x: number, y: number, words: string, more = "") => `<text x="${x}" y="${y}" ${more}>${words}</text>`;

/** A title and a bar, which is cut in its parts. */
function bar(y: number, title: string, parts: readonly (readonly [keyof typeof COLOUR, number])[], scale: number): string {
  const total = parts.reduce((sum, [, seconds]) => sum + seconds, 0);
  let x = BARS.left;
  const rects = parts.map(([subject, seconds]) => {
    const rect = `<rect x="${x.toFixed(1)}" y="${y}" width="${(seconds * scale).toFixed(1)}" height="${ROW - 8}" fill="${COLOUR[subject]}"/>`;
    x += seconds * scale;
    return rect;
  });
  const [label, value] = [text(BARS.left - 8, y + 14, title, 'text-anchor="end"'), text(x + 6, y + 14, `${total.toFixed(1)} s`)];
  return [label, ...rects, value].join("\n  ");
} // prettier-ignore

/** The bars of a number of hosts, under a head; those that were not measured are left out. */
function group(took: Took, hosts: number, top: number): { lines: string[]; height: number } {
  const rows = ROWS.flatMap(({ title, parts }) => {
    const all = parts.map((subject) => [subject, took(subject, hosts, "up")] as const);
    return all.every(([, seconds]) => seconds !== undefined) ? [{ title, parts: all as [keyof typeof COLOUR, number][] }] : [];
  }); // prettier-ignore
  const most = Math.max(...rows.map(({ parts }) => parts.reduce((sum, [, seconds]) => sum + seconds, 0)));
  const head = text(16, top + 18, `pulumi up: ${hosts * OBJECTS} objects on ${hosts} hosts`, 'font-weight="bold"');
  const bars = rows.map(({ title, parts }, i) => bar(top + 32 + i * ROW, title, parts, BARS.width / most));
  return { lines: [head, ...bars], height: 32 + rows.length * ROW + 14 };
}

/** Draws the times of `up`; undefined if nothing can be compared. */
export function picture(samples: readonly Sample[]): string | undefined {
  const took = look(samples);
  let top = 0;
  const lines: string[] = [];
  for (const hosts of sizes(samples).filter((hosts) => took("ssh", hosts, "up") && took("ours", hosts, "up"))) {
    const part = group(took, hosts, top);
    lines.push(...part.lines);
    top += part.height;
  }
  if (!lines.length) return undefined;
  const font = 'font-family="ui-sans-serif, system-ui, sans-serif" font-size="13" fill="#24292f"';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" ${font}>`,
    "<title>What an up takes, in seconds</title>",
    `<rect width="${WIDTH}" height="${top}" fill="#ffffff"/>`,
    ...lines,
    "</svg>\n",
  ].join("\n  ");
}
