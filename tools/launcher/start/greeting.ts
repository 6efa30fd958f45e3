import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import type { StartedConsole } from './console.ts';

/** Which header of the protocol carries which key that identifies an app, best first. */
const KEY_HEADERS = [
  ['rest', 'X-Parse-REST-API-Key'],
  ['javascript', 'X-Parse-Javascript-Key'],
  ['client', 'X-Parse-Client-Key'],
] as const;

/** An app as its file declares it, as far as it is shown. A key may be a string, a reference, or a list of those. */
export interface DeclaredApp {
  readonly id: string;
  readonly keys?: Readonly<Record<string, unknown>>;
  /** File or folder of Cloud Code, from the folder of the apps file. */
  readonly cloud?: unknown;
}

/** The apps of a JSON or YAML file. Empty when the file does not say: the config service reports its fault. */
export function declaredApps(text: string): readonly DeclaredApp[] {
  try {
    const file = parse(text) as { apps?: unknown } | null;
    return Array.isArray(file?.apps) ? (file.apps as DeclaredApp[]).filter((app) => typeof app?.id === 'string') : [];
  } catch {
    return [];
  }
}

/** A key as a shell puts it into double quotes: itself, a variable, or the content of a file. */
function shellValue(key: unknown, folder: string): string | undefined {
  const first: unknown = Array.isArray(key) ? key[0] : key;
  if (typeof first === 'string') return first.replace(/["\\$`]/g, '\\$&');
  if (typeof first !== 'object' || first === null) return undefined;
  if ('env' in first && typeof first.env === 'string') return `\${${first.env}}`;
  if ('file' in first && typeof first.file === 'string') return `$(cat '${resolve(folder, first.file)}')`;
  return undefined;
}

function keyHeader({ keys = {} }: DeclaredApp, folder: string): string {
  for (const [kind, header] of KEY_HEADERS) {
    const value = shellValue(keys[kind], folder);
    if (value !== undefined) return ` -H "${header}: ${value}"`;
  }
  return '';
}

/** The words for the user once everything runs. */
export interface Greeting {
  readonly url: string;
  readonly apps: readonly DeclaredApp[];
  readonly appsFile: string;
  /** The demo app's keys are printed, and its clients may create classes; other files keep their keys to themselves. */
  readonly demo: boolean;
  readonly dataFolder: string;
  readonly logFolder: string;
  /** The page of simulated devices, where pushes go to some. */
  /** File with the token of the deployment's owner; undefined where the environment brings one. */
  readonly adminToken: string | undefined;
  readonly devicesUrl: string | undefined;
  readonly console: StartedConsole | undefined;
  readonly startedIn: string;
}

/** A command line that works as printed, in a POSIX shell. */
export function curlLine({ url, apps, appsFile, demo }: Pick<Greeting, 'url' | 'apps' | 'appsFile' | 'demo'>): string | undefined {
  const app = apps[0];
  if (app === undefined) return undefined;
  const headers = `-H "X-Parse-Application-Id: ${app.id}"${keyHeader(app, dirname(appsFile))}`;
  if (!demo) return `curl ${headers} ${url}/classes/GameScore`;
  return `curl ${headers} -H "Content-Type: application/json" -d '{"playerName":"Ada","score":1337}' ${url}/classes/GameScore`;
}

function describeApps({ apps, appsFile, demo }: Greeting): string[] {
  const [app] = apps;
  if (!demo || app === undefined) return [`Apps      ${apps.map(({ id }) => id).join(', ')} (declared in ${appsFile})`];
  const keys = Object.entries(app.keys ?? {}).map(([kind, key]) => `  ${kind.padEnd(15)} ${String(key)}`);
  return [`App id    ${app.id}`, `Keys      (from ${appsFile})`, ...keys, ...describeCode(app, appsFile)];
}

function describeCode({ cloud }: DeclaredApp, appsFile: string): string[] {
  return typeof cloud === 'string' ? [`Code      ${resolve(dirname(appsFile), cloud)} (save it, and the next call runs it)`] : [];
}

function describeConsole({ console: started }: Greeting): string[] {
  if (started === undefined) return [];
  const { url, firstRunUrl } = started;
  return [
    `Console   ${firstRunUrl ?? url}`,
    ...(firstRunUrl === undefined ? [] : ['          (makes you its first administrator: once, within an hour)']),
  ];
}

/** The text that `npm start` ends with. */
export function greetingText(greeting: Greeting): string {
  const curl = curlLine(greeting);
  return [
    `Parlance is up after ${greeting.startedIn}.`,
    '',
    `API       ${greeting.url}`,
    ...describeApps(greeting),
    `Data      ${greeting.dataFolder} (delete it to start afresh)`,
    `Logs      ${greeting.logFolder}`,
    ...describeConsole(greeting),
    ...(greeting.adminToken === undefined
      ? []
      : [`Admin     npx parlance apps list (docs/cli.md); ${greeting.adminToken} holds the token of the deployment's owner`]),
    ...(greeting.devicesUrl === undefined ? [] : [`Pushes    ${greeting.devicesUrl} shows them on simulated devices`]),
    '',
    ...(curl === undefined ? [] : ['Try it:', '', curl, '']),
    'Ctrl-C stops everything.',
  ].join('\n');
}
