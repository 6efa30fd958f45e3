import type { ReplyOf } from '../api/operations.ts';

export type LogLine = ReplyOf<'cloud/logs'>['lines'][number];

/** Lines that a followed log keeps on the screen. */
export const LINES_MAX = 1_000;

/** The lines with one more, the newest first, as many as are kept. */
export const withLine = (lines: readonly LogLine[], line: LogLine): readonly LogLine[] => [line, ...lines].slice(0, LINES_MAX);

/** The lines that have a text in their message or in the name of their part; all of them without a text. */
export function linesWith(lines: readonly LogLine[], text: string): readonly LogLine[] {
  const wanted = text.trim().toLowerCase();
  return wanted === '' ? lines : lines.filter(({ message, part = '' }) => `${part} ${message}`.toLowerCase().includes(wanted));
}
