const COLOURS = ['indigo', 'orange', 'teal', 'pink', 'lime', 'grape', 'cyan', 'red', 'yellow', 'violet', 'green', 'gray'];

/** Name of the variable with the colour of a line, which tells lines apart in light and in dark. */
export function colourName(line: number, scheme: 'light' | 'dark'): string {
  return `--mantine-color-${COLOURS[line % COLOURS.length] ?? 'gray'}-${scheme === 'light' ? 7 : 5}`;
}
