import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { operationsOf, queuesOf, type AnyOperation, type Contract } from '@parlance/contracts';
import type { RouteEntry } from '@parlance/gateway';
import { repositoryFiles, ROOT } from './repository-files.ts';

/** The requests behind operations without a route of their own, where services do not ask alone. */
const ASKED_BY: Readonly<Record<string, string>> = {
  'auth.identify': 'requests with a session token',
  'data.claim-request-id': 'writes with `X-Parse-Request-Id`',
  'data.create-many': 'creates of one class in a `POST /batch`',
  'data.transaction': '`POST /batch` with `transaction`',
};

/** The services that the gateway's own flows ask, where they ask any. */
const OWN_FLOWS: Readonly<Record<string, string>> = {
  'gateway.batch': 'the operations of its parts',
  'gateway.health': 'every service how it is',
  'gateway.page': 'nobody; the form for a password: `auth.check-reset-link`',
  'gateway.take-event': 'nobody; appends to `journal.analytics.events`',
  'gateway.take-events': 'nobody; appends to `journal.analytics.events`',
  'gateway.refuse-missing-object-id': 'nobody: 104',
};

/** The routes below the mount, by path: `| method and path | scope | operation |`. */
export function routesTable(entries: readonly RouteEntry[]): string {
  const byPath = entries.toSorted(({ path: one }, { path: other }) => (one === other ? 0 : one < other ? -1 : 1));
  const rows = byPath.map(({ method, path, scope, operation }) => {
    const asked = operation.startsWith('gateway.') ? (OWN_FLOWS[operation] ?? 'nobody') : code(operation);
    return [method === '*' ? `any verb ${code(path)}` : code(`${method} ${path}`), scope, asked];
  });
  return table(['route', 'scope', 'asks'], rows);
}

/** The operations of a service: `| operation | REST routes, or who asks | handler |`, handlers as names of files. */
export function operationsTable(contract: Contract, entries: readonly RouteEntry[]): string {
  const rows = operationsOf(contract).map((operation) => [
    code(operation.subject),
    askedBy(operation, entries),
    code(handlerOf(contract, operation)),
  ]);
  return table(
    ['operation', 'REST', 'handler'],
    rows.sort(([one = ''], [other = '']) => (one < other ? -1 : 1)),
  );
}

function askedBy({ subject }: AnyOperation, entries: readonly RouteEntry[]): string {
  const routes = entries.filter((entry) => entry.operation === subject && !isUnderAnotherName(entry, entries));
  if (routes.length > 0) return routes.map(({ method, path }) => code(`${method} ${path}`)).join(', ');
  return ASKED_BY[subject] ?? (subject.endsWith('.health') ? code('/health') : 'services');
}

/** Tells whether a route, such as `GET /roles`, is one of `/classes/:className` for a class with routes of its own. */
function isUnderAnotherName({ method, path, operation }: RouteEntry, entries: readonly RouteEntry[]): boolean {
  const general = path.replace(/^\/\w+/, '/classes/:className');
  return entries.some((entry) => entry.method === method && entry.path === general && entry.operation === operation);
}

/** @throws Error for an operation without a handler, or with several */
function handlerOf(contract: Contract, operation: AnyOperation): string {
  const [service = ''] = operation.subject.split('.');
  const [name = ''] = Object.entries(contract).find(([, declared]) => declared === operation) ?? [];
  const declared = `${service}.${name}`;
  const ofQueues = Object.hasOwn(queuesOf('workers'), name) ? [`queuesHandler('${service}'`] : [];
  const forms = [`@Handles(${declared})`, `healthHandler(${declared}`, `forgetAppHandler(${declared}`, ...ofQueues];
  const folder = `apps/${service}/`;
  const sources = repositoryFiles().filter((file) => file.startsWith(folder) && file.endsWith('.ts'));
  const handlers = sources.filter((source) => {
    const text = readFileSync(join(ROOT, source), 'utf8');
    return forms.some((form) => text.includes(form));
  });
  const [file] = handlers;
  if (file === undefined || handlers.length > 1) throw new Error(`${declared} is handled in ${handlers.length} files, and belongs in one.`);
  return basename(file); // paths would make the table wider than a terminal
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
