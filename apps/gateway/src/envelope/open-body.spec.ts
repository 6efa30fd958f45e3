import { describe, expect, it } from 'vitest';
import { parseBody } from '../body/parse-body.ts';
import { openBody } from './open-body.ts';

describe('the envelope of a body', () => {
  it('says nothing by an empty string, nor by a type that is null', () => {
    expect(openBody({ _ApplicationId: 'a', _ContentType: null, _SessionToken: '', x: 1 })).toEqual({
      credentials: { appId: 'a', sessionToken: undefined },
      method: undefined,
      context: undefined,
      contentType: undefined,
      members: { x: 1 },
    });
  });

  it.each([5, {}, ['a'], true, null])('SEC refuses the caller for %j in the place of a string', (value) => {
    for (const name of ['_ApplicationId', '_SessionToken', '_MasterKey', ...(value === null ? [] : ['_ContentType'])])
      expect(() => openBody({ [name]: value })).toThrow(expect.objectContaining({ code: 903 }));
  });

  it('SEC tells whose request it is, although its body holds a key that is not allowed', () => {
    const text = '{"_ApplicationId":"a","_MasterKey":5,"base64":"eA==","fileData":{"metadata":{"constructor":1}}}';
    const { members, fault } = parseBody(Buffer.from(text), 'text/plain');
    expect([members, fault]).toEqual([{ _ApplicationId: 'a' }, expect.objectContaining({ code: 105 })]);
  });
});
