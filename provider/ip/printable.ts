/** Controls of terminals (C0, C1), of direction and of nothing at all; line breaks are a message's own. */
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g; // eslint-disable-line no-control-regex
/** The longest message, in characters. */
const MOST = 4000;

const escaped = (char: string) => {
  const code = char.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
};

/** A message as a terminal may show it, whatever a host has put into it: controls escaped, and no longer than a page. */
export function printable(text: string): string {
  const most = text.length > MOST ? `${text.slice(0, MOST)}… (${text.length - MOST} characters more)` : text;
  return most.replace(CONTROL, escaped);
}
