import type { GraphData } from './series.ts';

/** Spreadsheets take cells that begin so for formulas. */
const FORMULA = /^[=+\-@\t\r]/;

/** A graph as CSV (RFC 4180): a row for each step, a column for each line. */
export function csvOf({ points, series }: GraphData): string {
  const head = ['time', ...series.map(({ label }) => label)];
  const rows = points.map((point, at) => [point, ...series.map(({ counts }) => counts[at] ?? '')]);
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

function cell(value: string | number): string {
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A name that every system takes. */
export const fileName = (app: string, title: string): string => `${app} ${title}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') + '.csv';

/** Hands a text to the browser as a download, without a request. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
