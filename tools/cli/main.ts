import { stdin, stdout, stderr, argv } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { ADMINISTRATOR } from '../launcher/paths.ts';
import { connectByNats } from './nats-transport.ts';
import { run } from './run.ts';

const ERASE_LINE = '\r\u001b[K';
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
process.once('SIGTERM', () => interruption.abort());
// A reader that has seen enough, such as `head`, is no fault.
stdout.on('error', () => process.exit(0));

let isShown = false;

/** One line that is overwritten at a terminal; nothing elsewhere, so that logs of scripts stay short. */
function progress(line: string): void {
  if (!stderr.isTTY) return;
  if (isShown || line !== '') stderr.write(ERASE_LINE + line.slice(0, Math.max(20, stderr.columns - 1)));
  isShown = line !== '';
}

async function ask(question: string): Promise<string | undefined> {
  if (!stdin.isTTY) return undefined;
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    return await terminal.question(question, { signal: interruption.signal });
  } catch {
    return ''; // Ctrl-C is a no
  } finally {
    terminal.close();
  }
}

process.exit(
  await run(argv.slice(2), {
    env: process.env,
    note: ADMINISTRATOR,
    out: (line) => stdout.write(`${line}\n`),
    err: (line) => {
      progress('');
      stderr.write(`${line}\n`);
    },
    progress,
    ask,
    input: () => text(stdin),
    connect: connectByNats,
    signal: interruption.signal,
  }),
);
