const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];
const STEP = 1024;
const format = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** "512 B", "1.5 MB". */
export function bytesText(bytes: number): string {
  const step = bytes < STEP ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(STEP)));
  return `${format.format(bytes / STEP ** step)} ${UNITS[step] ?? ''}`;
}
