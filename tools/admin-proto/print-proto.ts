import {
  protoMethod,
  snake,
  type AnyAdminOperation,
  type ProtoField,
  type ProtoMessage,
  type ProtoMethod,
  type ProtoType,
} from '@parlance/admin-operations';

/** Numbers of fields, by message and member. A number that was given once is never given to another member. */
export type Numbers = Record<string, Record<string, number>>;

const PACKAGE = 'parlance.admin.v1';
const WELL_KNOWN: Readonly<Record<string, string>> = { value: 'google.protobuf.Value', struct: 'google.protobuf.Struct' };
const WIDTH = 110;

interface Area {
  readonly area: string;
  readonly operations: readonly AnyAdminOperation[];
}

/**
 * The proto file of an area.
 *
 * @param numbers gets numbers for members that have none, behind those of their message
 */
export function printProto({ area, operations }: Area, numbers: Numbers): string {
  // Modules name their exports in another order than tests see them in.
  const sorted = operations.toSorted(({ name: one }, { name: other }) => (one < other ? -1 : 1));
  const methods = sorted.map((operation) => ({ operation, method: protoMethod(operation) }));
  const messages = methods
    .flatMap(({ method }) => [method.request, method.response])
    .map((message) => printMessage(message, message.name, numbers, ''));
  const isUsed = messages.some((text) => text.includes('google.protobuf.'));
  const [first] = methods;
  const head = ['syntax = "proto3";', '', `package ${PACKAGE};`, '', ...(isUsed ? ['import "google/protobuf/struct.proto";', ''] : [])];
  const service = [
    `// Operations of the area ${area}.`,
    `service ${first?.method.service ?? ''} {`,
    ...methods.flatMap(({ operation, method }) => printMethod(operation, method)),
    '}',
  ];
  return `${[...head, ...service, ...messages.flatMap((text) => ['', text])].join('\n')}\n`;
}

function printMethod({ summary, follows }: AnyAdminOperation, { name, request, response }: ProtoMethod): string[] {
  const stream = follows === true ? 'stream ' : '';
  return [...comment(summary, '  '), `  rpc ${name}(${request.name}) returns (${stream}${response.name});`];
}

function printMessage({ name, fields }: ProtoMessage, path: string, numbers: Numbers, indent: string): string {
  const own = (numbers[path] ??= {});
  for (const { member } of fields) own[member] ??= Math.max(0, ...Object.values(own)) + 1;
  const inner = new Map(fields.flatMap(({ type }) => (typeof type === 'object' ? [[type.name, type] as const] : [])));
  const gone = Object.entries(own).filter(([member]) => !fields.some((field) => field.member === member));
  const lines = [
    ...[...inner.values()].map((message) => printMessage(message, `${path}.${message.name}`, numbers, `${indent}  `)),
    ...gone.flatMap(([member, number]) => [`${indent}  reserved ${number};`, `${indent}  reserved "${snake(member)}";`]),
    ...fields.flatMap((field) => [
      ...comment(field.meaning || `${snake(field.member)}.`, `${indent}  `),
      `${indent}  ${printField(field, own[field.member] ?? 0)}`,
    ]),
  ];
  const words = path.includes('.')
    ? `A part of ${path.split('.')[0]}.`
    : `The ${path.endsWith('Request') ? 'request' : 'answer'} of an operation.`;
  const body = lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
  return `${indent}// ${words}\n${indent}message ${name} ${body}`;
}

function printField({ member, type, kind, required }: ProtoField, number: number): string {
  const name = typeName(type);
  const label =
    kind === 'list'
      ? 'repeated '
      : kind === 'single' && !required && typeof type === 'string' && WELL_KNOWN[type] === undefined
        ? 'optional '
        : '';
  return `${label}${kind === 'map' ? `map<string, ${name}>` : name} ${snake(member)} = ${number};`;
}

function typeName(type: ProtoType): string {
  return typeof type === 'object' ? type.name : (WELL_KNOWN[type] ?? type);
}

function comment(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && `${indent}// ${line} ${word}`.length > WIDTH) {
      lines.push(`${indent}// ${line}`);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, `${indent}// ${line}`];
}
