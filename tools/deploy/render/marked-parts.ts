const BEGIN = /^( *)# written by `npm run deploy:render`: (\S+)$/;
const END = /^ *# end$/;

/**
 * Replaces the parts of a file that are written by a program: the lines between `# written by …: NAME` and `# end`, indented as the first of
 * both is.
 *
 * @throws Error for a part that nobody writes, and for one without an end
 */
export function withParts(text: string, parts: Readonly<Record<string, readonly string[]>>): string {
  const lines: string[] = [];
  let open: string | undefined;
  for (const line of text.split('\n')) {
    if (open !== undefined && !END.test(line)) continue;
    lines.push(line);
    if (open !== undefined) {
      open = undefined;
      continue;
    }
    const [, indent = '', name] = BEGIN.exec(line) ?? [];
    if (name === undefined) continue;
    const part = parts[name];
    if (part === undefined) throw new Error(`Nobody writes the part "${name}".`);
    lines.push(...part.map((written) => (written === '' ? '' : `${indent}${written}`)));
    open = name;
  }
  if (open !== undefined) throw new Error(`The part "${open}" has no end.`);
  return lines.join('\n');
}
