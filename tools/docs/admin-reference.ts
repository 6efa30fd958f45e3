import { ADMIN_OPERATIONS, AREAS, scopeOf, type AnyAdminOperation } from '@parlance/admin-operations';
import { z } from 'zod';
import { commandLine } from '../cli/help.ts';

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly description?: string;
  readonly default?: unknown;
}

const INTRODUCTION = `# Administrative operations

Every operation of the table \`libs/admin-operations\`, as it is asked by NATS, gRPC and the command line. This page is made of the table
by \`npm run docs:tables\`. How to ask, tokens and errors: [administration.md](administration.md); the command line: [cli.md](cli.md).`;

/** The page docs/admin-reference.md. */
export function adminReference(operations: readonly AnyAdminOperation[] = ADMIN_OPERATIONS): string {
  const areas = AREAS.filter((area) => operations.some((operation) => operation.area === area));
  const rows = operations.map((operation) => [
    `[\`${operation.area} ${operation.name}\`](#${anchorOf(operation)})`,
    `\`${scopeOf(operation)}\``,
    operation.summary,
  ]);
  const sections = areas.flatMap((area) => [`## ${area}`, ...operations.filter((operation) => operation.area === area).map(sectionOf)]);
  return `${[INTRODUCTION, table(['operation', 'needs', 'purpose'], rows), ...sections].join('\n\n')}\n`;
}

function anchorOf({ area, name }: AnyAdminOperation): string {
  return `${area}-${name}`;
}

function sectionOf(operation: AnyAdminOperation): string {
  const { area, name, summary, request, reply, of, follows, dangerous, deadlineMs } = operation;
  const notes = [
    `Needs \`${scopeOf(operation)}\``,
    of === 'app' ? ' for the app' : ', and a caller who is not limited to some apps where it concerns all of them',
    `. Waits ${deadlineMs / 1_000} s unless the caller says otherwise.`,
    follows === true ? ' Answers with a row of replies, until the caller ends it.' : '',
    dangerous === undefined ? '' : ` ${dangerous.loses} The command line asks for a confirmation first: \`${dangerous.word}\` once more.`,
  ].join('');
  return [
    `### ${area} ${name}`,
    summary,
    notes,
    `\`\`\`sh\n${commandLine(operation)}\n\`\`\``,
    members('Request', z.toJSONSchema(request, { io: 'input', unrepresentable: 'any' }) as JsonSchema),
    members('Reply', z.toJSONSchema(reply, { io: 'output', unrepresentable: 'any' }) as JsonSchema),
  ].join('\n\n');
}

function members(title: string, schema: JsonSchema): string {
  const rows = [...rowsOf(schema, '')];
  return rows.length === 0 ? `${title}: an empty object.` : table([title.toLowerCase(), 'type', 'meaning'], rows);
}

/** Members of members stand below their owner, as `keys[].kind`. */
function* rowsOf({ properties = {}, required = [] }: JsonSchema, above: string): Iterable<readonly string[]> {
  for (const [name, schema] of Object.entries(properties)) {
    const isOptional = !required.includes(name) || schema.default !== undefined;
    yield [`\`${above}${name}\`${isOptional ? ' (optional)' : ''}`, typeOf(schema), meaningOf(schema)];
    const inner = schema.type === 'array' ? schema.items : schema;
    if (inner?.properties !== undefined) yield* rowsOf(inner, `${above}${name}${schema.type === 'array' ? '[]' : ''}.`);
  }
}

function typeOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  if (schema.type === 'array') return schema.items === undefined ? 'list' : `list of ${typeOf(schema.items)}`;
  if (schema.type === 'object')
    return typeof schema.additionalProperties === 'object' && schema.properties === undefined ? 'map' : 'object';
  return { string: 'text', integer: 'integer', number: 'number', boolean: 'true or false', null: 'null' }[schema.type ?? ''] ?? 'any JSON';
}

function meaningOf({ description = '', default: value }: JsonSchema): string {
  const normally = value === undefined || value === '' ? '' : `Without it: \`${JSON.stringify(value)}\`.`;
  return [description, normally].filter((part) => part !== '').join(' ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '\\<')));
  return [head, head.map(() => '---'), ...escaped].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
