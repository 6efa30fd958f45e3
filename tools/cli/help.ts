import { ADMIN_OPERATIONS, AREAS, scopeOf, type AnyAdminOperation } from '@parlance/admin-operations';
import { membersOf, placeholderOf, type Member } from './members.ts';

const FLAGS = `  --json             prints the answer as JSON
  --input FILE       reads the request from a file; - is the standard input. Members on the command line come over it
  --wait             waits for long work and shows its progress
  --yes NAME         answers the question before a dangerous operation: NAME is the word that it asks for
  --file FILE        transfers import: sends this file, waits for the end, and tells of rows that have failed
  --out FILE         transfers export and download: waits for the file, and saves it
  --server URL       the mount over which files go, as https://api.example.com/parse
  --timeout SECONDS  how long to wait for an answer
  --profile NAME     the deployment; else PARLANCE_PROFILE, else the current profile
  --nats URL --prefix PREFIX --token-file FILE    a deployment without a profile`;

export const USAGE = `parlance AREA OPERATION [--member VALUE …]      administers a deployment
parlance AREA                                  lists the operations of an area
parlance profile add|list|use|remove           the deployments that the command knows
parlance doctor --database URI                 looks at a database of Parse Server
parlance chaos --minutes N --kill PARTS         breaks parts of a staging deployment under load
parlance completion bash|zsh|fish              prints a script that completes commands

Areas: ${AREAS.filter((area) => ADMIN_OPERATIONS.some((operation) => operation.area === area)).join(', ')}

${FLAGS}

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 not reachable, 130 Ctrl-C.`;

export function areaHelp(area: string): string {
  const of = ADMIN_OPERATIONS.filter((operation) => operation.area === area);
  const width = Math.max(...of.map(({ name }) => name.length));
  return of.map(({ name, summary }) => `parlance ${area} ${name.padEnd(width)}  ${summary}`).join('\n');
}

export function operationHelp(operation: AnyAdminOperation): string {
  const members = membersOf(operation);
  const lines = members.map((member) => [spelled(member), describe(member)] as const);
  const width = Math.max(0, ...lines.map(([left]) => left.length));
  const listed = lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd());
  return [
    commandLine(operation),
    '',
    operation.summary,
    `Needs ${scopeOf(operation)}.`,
    ...(operation.dangerous === undefined ? [] : [`Asks first: ${operation.dangerous.loses}`]),
    ...(listed.length === 0 ? [] : ['', ...listed]),
    '',
    FLAGS,
  ].join('\n');
}

/** `parlance keys rotate --app APP --kind KIND [--overlap-seconds N]`. */
export function commandLine(operation: AnyAdminOperation): string {
  const members = membersOf(operation)
    .filter(({ name }) => name !== 'confirm')
    .map((member) => (member.required ? spelled(member) : `[${spelled(member)}]`));
  return ['parlance', operation.area, operation.name, ...members].join(' ');
}

function spelled(member: Member): string {
  // A long list of words stands in the description.
  const placeholder = member.choices.length > 4 ? member.name.toUpperCase() : placeholderOf(member);
  return placeholder === '' ? `--${member.flag}` : `--${member.flag} ${placeholder}`;
}

function describe({ about, choices, default: value }: Member): string {
  const words = choices.length > 4 ? `One of ${choices.join(', ')}.` : '';
  const normally = value === undefined || value === '' ? '' : `Without it: ${JSON.stringify(value)}.`;
  return [about, words, normally].filter((part) => part !== '').join(' ');
}
