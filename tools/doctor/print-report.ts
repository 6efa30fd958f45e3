import type { Examined } from './examine.ts';
import type { Finding, Level } from './finding.ts';

const HEADS: Readonly<Record<Level, string>> = {
  act: 'To do before the move',
  differs: 'Different afterwards',
  note: 'Good to know',
};
const WIDTH = 100;

/** The report for people: things to do first, whole sentences, the same order each time. */
export function printReport({ findings, gaps, database }: Examined): string {
  const parts = (['act', 'differs', 'note'] as const).flatMap((level) => {
    const of = findings.filter((finding) => finding.level === level);
    return of.length === 0 ? [] : [`${HEADS[level]} (${of.length})`, '', ...of.flatMap(linesOf), ''];
  });
  const gapLines = gaps.length === 0 ? [] : ['Not looked at', '', ...gaps.map(({ subject, reason }) => `  ${subject}: ${reason}`), ''];
  const work = findings.filter(({ level }) => level !== 'note').length;
  const end = work === 0 ? 'Nothing to do, and nothing that differs.' : `${work} findings. Nothing was changed.`;
  return [`Database ${database.name}${database.prefix === '' ? '' : `, prefix ${database.prefix}`}`, '', ...parts, ...gapLines, end].join(
    '\n',
  );
}

function linesOf({ about, text, examples = [], see, id }: Finding): readonly string[] {
  const more = [...(examples.length === 0 ? [] : [`For example: ${examples.join(', ')}.`]), ...(see === undefined ? [] : [`See ${see}.`])];
  return [`  ${about}  [${id}]`, ...wrapped([text, ...more].join(' ')).map((line) => `    ${line}`)];
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
