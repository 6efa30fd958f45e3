import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adminOperation, ADMIN_OPERATIONS, protoMethod, snake, type ProtoMessage } from '@parlance/admin-operations';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { buf, descriptors, DESCRIPTORS_FILE, generate, PROMISED_FILE, PROTO, readNumbers } from './generate.ts';
import { printProto, type Numbers } from './print-proto.ts';

it('the proto files are those of the table (else: npm run admin:proto)', () => {
  const { files, numbers } = generate(readNumbers());
  expect(numbers).toEqual(readNumbers());
  for (const [path, text] of files) expect(readFileSync(join(PROTO, path), 'utf8'), path).toBe(text);
  const { set } = JSON.parse(readFileSync(DESCRIPTORS_FILE, 'utf8')) as { set: string };
  expect(set).toBe(descriptors().toString('base64'));
});

it('buf finds nothing in them, and nothing that breaks clients of what was promised', () => {
  expect(buf('lint').toString()).toBe('');
  expect(buf('breaking', '--against', PROMISED_FILE).toString()).toBe('');
});

it('every member has the JSON name that its field has', () => {
  const members = (message: ProtoMessage): string[] =>
    message.fields.flatMap(({ member, type }) => [member, ...(typeof type === 'object' ? members(type) : [])]);
  const all = ADMIN_OPERATIONS.map(protoMethod).flatMap(({ request, response }) => [...members(request), ...members(response)]);
  const camel = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  expect(all.filter((member) => camel(snake(member)) !== member)).toEqual([]);
});

it('a member keeps its number when others come and go, and no other member gets it', () => {
  const print = (shape: z.ZodRawShape, numbers: Numbers) =>
    printProto(
      {
        area: 'apps',
        operations: [adminOperation({ area: 'apps', name: 'try', summary: 'Tries.', request: z.object(shape), reply: z.object({}) })],
      },
      numbers,
    );
  const numbers: Numbers = {};
  print({ one: z.string(), two: z.int().optional() }, numbers);
  const text = print({ three: z.record(z.string(), z.unknown()), two: z.int().optional() }, numbers);
  expect(text).toContain('reserved 1;');
  expect(text).toContain('optional int64 two = 2;');
  expect(text).toContain('google.protobuf.Struct three = 3;');
});

it('buf is the program that is pinned', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(PROTO, '../../../package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const version = execFileSync(join(PROTO, '../../../node_modules/.bin/buf'), ['--version'], { encoding: 'utf8' }).trim();
  expect(version).toBe(devDependencies['@bufbuild/buf']);
});
