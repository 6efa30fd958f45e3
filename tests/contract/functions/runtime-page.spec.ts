import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snippets } from '../../e2e/docs/snippets.ts';
import { CodeProcess } from './code-process.ts';

/** The examples of docs/cloud-code.md, which docs.spec.ts loads, do as the page says. */
const EXAMPLES = snippets().filter(({ page, language }) => page === 'docs/cloud-code.md' && language === 'js');

describe('the examples of docs/cloud-code.md', () => {
  let code: CodeProcess;
  beforeAll(async () => {
    const files = EXAMPLES.map(({ text }, index) => [`example${index}.js`, text]);
    const main = EXAMPLES.map(
      (_example, index) => `{ const register = require('./example${index}.js'); if (typeof register === 'function') register(Parse); }`,
    );
    code = await CodeProcess.start({ ...Object.fromEntries(files), 'main.js': main.join('\n') }, { answering });
  });
  afterAll(() => code.stop());

  const answering = ({ method, path }: { method: string; path: string }): { status?: number; body: unknown } => {
    if (path === '/batch') return { body: [{ success: {} }] };
    if (method === 'PUT') return { body: { likes: 4, updatedAt: '2026-01-01T00:00:00.000Z' } };
    return { body: { results: [{ objectId: 'a', likes: 3 }] } };
  };
  const user = { className: '_User', objectId: 'u1', sessionToken: 'r:token' };
  const customer = { user, hasSession: true, roles: ['Customer'] };

  it('greet, and ask whom', async () => {
    expect((await code.function('hello', { name: 'Ada' })).body).toEqual({ result: 'Hello Ada!' });
    expect((await code.function('hello')).error).toMatchObject({ code: 142, message: 'Validation failed. Please specify data for name.' });
    expect((await code.function('greeting', { language: 'it' })).body).toEqual({ result: 'Buongiorno' });
  });

  it('CLD-33 like a post that the caller cannot write', async () => {
    expect((await code.function('like', { post: 'a' }, customer)).body).toEqual({ result: 4 });
    expect(code.asked.map(({ as, method }) => [as, method])).toEqual([
      ['session', 'GET'],
      ['master', 'PUT'],
    ]);
  });

  it('CLD-16 split the text of a review into words, and refuse six stars', async () => {
    const { body } = await code.trigger('beforeSave', 'Review', { update: { text: 'Good, good food', stars: 4 } });
    expect(body?.update).toMatchObject({ words: ['good', 'food'] });
    expect((await code.trigger('beforeSave', 'Review', { update: { stars: 6 } })).error).toMatchObject({ code: 9001 });
    const original = { objectId: 'r1', stars: 1 };
    const changed = await code.trigger('beforeSave', 'Review', { original, update: { stars: 2 } });
    expect(changed.body?.context).toEqual({ isChanged: true });
    await code.trigger(
      'afterSave',
      'Review',
      { original, update: { stars: 2 }, saved: {} },
      { context: JSON.stringify(changed.body?.context) },
    );
    expect(code.logs.at(-1)).toMatchObject({ level: 'info', text: 'A review was changed.' });
  });

  it('order with a default count, tidy up with a message, and state a status', async () => {
    expect((await code.function('order', {}, customer)).body).toEqual({ result: 1 });
    expect((await code.function('order', { count: 100 }, customer)).error).toMatchObject({ code: 142 });
    const job = await code.run({ what: 'job', name: 'tidy', jobId: 'j1', master: true }, Buffer.from('{"days":3}'));
    expect([job.body, code.messages]).toEqual([{ message: '1 drafts removed' }, ['1 drafts are old']]);
    expect((await code.function('coupon', { code: 'WINTER' })).error).toMatchObject({ status: 404, message: 'There is no such coupon.' });
    expect(await code.function('coupon', { code: 'SUMMER' })).toMatchObject({
      headers: { 'Cache-Control': 'max-age=60' },
      body: { result: { percent: 10 } },
    });
  });
});
