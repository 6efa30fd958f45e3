import { readFileSync } from 'node:fs';
import { curlLine, declaredApps } from '../../launcher/start/greeting.ts';

const DEFAULT_URL = 'http://127.0.0.1:1337/parse';

/** Prints the demo app with its keys and a command line that works as printed. @throws Error when the file cannot be read */
export function printKeys(file: string, environment: Readonly<Record<string, string | undefined>>): void {
  const apps = declaredApps(readFileSync(file, 'utf8'));
  const [app] = apps;
  if (app === undefined) throw new Error(`${file} declares no app.`);
  const url = environment.PARLANCE_PUBLIC_URL ?? DEFAULT_URL;
  const keys = Object.entries(app.keys ?? {}).map(([kind, key]) => `${kind.padEnd(15)} ${String(key)}`);
  const lines = [
    `API             ${url}`,
    `App id          ${app.id}`,
    ...keys,
    '',
    curlLine({ url, apps, appsFile: file, demo: true }) ?? '',
  ];
  console.log(lines.join('\n'));
}
