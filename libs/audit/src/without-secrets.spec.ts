import { expect, it } from 'vitest';
import { withoutSecrets } from './without-secrets.ts';

it('SEC-39 hides members that are secret by their names, at every depth, and credentials in addresses', () => {
  const shown = withoutSecrets({
    url: 'https://user:pa55@hooks.example/a?b=1',
    nested: [{ clientSecret: 'xx-1', password: 'xx-2', keys: { master: 'xx-3' }, sessionToken: ['xx-4'], accessToken: { value: 'xx-5' } }],
    name: 'plain',
  });
  expect(JSON.stringify(shown)).not.toMatch(/xx-|pa55/);
  expect(shown).toEqual({
    url: 'https://…@hooks.example/a?b=1',
    nested: [
      {
        clientSecret: { isSet: true },
        password: { isSet: true },
        keys: { isSet: true },
        sessionToken: { isSet: true },
        accessToken: { isSet: true },
      },
    ],
    name: 'plain',
  });
});

it('keeps flags, numbers, and the types of fields with such names', () => {
  const body = {
    fields: { password: { type: 'String', required: true }, token: { __op: 'Delete' } },
    resetTokenReuse: true,
    tokenLength: 8,
  };
  expect(withoutSecrets(body)).toEqual({ ...body, fields: { ...body.fields, token: { isSet: true } } });
});

it('cuts long texts, lists and depths', () => {
  const deep = JSON.parse('{"a":'.repeat(50) + '1' + '}'.repeat(50)) as unknown;
  expect(JSON.stringify(withoutSecrets(deep))).toContain('…');
  expect(withoutSecrets('x'.repeat(2_000))).toMatch(/^x{1000}… \(2000 characters\)$/);
  expect(withoutSecrets(Array.from({ length: 300 }, () => 1))).toHaveLength(201);
});
