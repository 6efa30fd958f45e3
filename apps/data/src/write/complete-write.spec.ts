import { describe, expect, it } from 'vitest';
import { decodeWrite, parseSchemaDocument, type ClassSchema } from '@parlance/values';
import { completeWrite } from './complete-write.ts';

const schema = parseSchemaDocument({
  _id: 'Opts',
  s: 'string',
  n: 'number',
  d: 'date',
  _metadata: {
    fields_options: {
      s: { required: true, defaultValue: 'standard' },
      n: { required: true },
      d: { defaultValue: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' } },
    },
  },
}) as ClassSchema;

const create = (body: object) => completeWrite(decodeWrite(body, 'create'), schema, 'create');
const update = (body: object) => completeWrite(decodeWrite(body, 'update'), schema, 'update');
const required = expect.objectContaining({ code: 142 });

describe('completeWrite', () => {
  it('puts defaults in the place of fields not sent on creation', () => {
    const { changes, defaults } = create({ n: 1 });
    expect(changes.get('s')).toEqual({ kind: 'set', value: 'standard' });
    expect(changes.get('d')).toEqual({ kind: 'set', value: new Date('2020-01-01T00:00:00.000Z') });
    expect(defaults).toEqual({ s: 'standard', d: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' } });
  });

  it('keeps what is sent, a null included where the field is not required', () => {
    const { changes, defaults } = create({ n: 1, s: 'mine', d: null });
    expect([changes.get('s'), changes.get('d'), defaults]).toEqual([{ kind: 'set', value: 'mine' }, { kind: 'set', value: null }, {}]);
  });

  it('ERR-01 insists on required fields: 142', () => {
    for (const body of [{}, { n: null }, { n: 1, s: '' }, { n: 1, s: null }]) expect(() => create(body)).toThrow(required);
    expect(() => create({ n: { __op: 'Increment', amount: 1 } })).not.toThrow();
  });

  it('lets an update leave fields alone, but not empty a required one', () => {
    const { changes, defaults } = update({ d: { __op: 'Delete' } });
    expect([changes.get('d'), defaults]).toEqual([{ kind: 'unset' }, {}]);
    expect(update({}).changes.size).toBe(0);
    for (const body of [{ n: null }, { n: { __op: 'Delete' } }, { s: '' }, { s: { __op: 'Delete' } }])
      expect(() => update(body)).toThrow(required);
  });

  it('leaves a write to a class without options as it is', () => {
    const write = decodeWrite({ n: null }, 'create');
    expect(completeWrite(write, undefined, 'create')).toEqual({ ...write, defaults: {} });
  });
});
