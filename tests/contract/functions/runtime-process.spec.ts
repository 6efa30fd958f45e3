import { afterEach, describe, expect, it } from 'vitest';
import { CodeProcess, type Asked } from './code-process.ts';

describe('a process of code', () => {
  let code: CodeProcess | undefined;
  afterEach(async () => {
    await code?.stop();
    code = undefined;
  });

  const answering = (): { body: unknown } => ({ body: { results: [{ objectId: '1' }] } });

  it('writes console and request.log as lines of the run, with levels', async () => {
    code = await CodeProcess.start(`
      console.log('loaded', { a: [1] });
      Parse.Cloud.define('logs', ({ log }) => {
        console.warn('%s is %d', 'one', 1);
        console.error(new Error('seen').message);
        console.debug('detail');
        log.info('of the request', { b: 2 });
        log.verbose('more');
        log.log('silly', 'most');
      });`);
    await code.function('logs');
    expect(code.logs).toEqual([
      { level: 'info', text: 'loaded { a: [ 1 ] }', run: 0 },
      { level: 'warn', text: 'one is 1', run: 1 },
      { level: 'error', text: 'seen', run: 1 },
      { level: 'debug', text: 'detail', run: 1 },
      { level: 'info', text: 'of the request { b: 2 }', run: 1 },
      { level: 'verbose', text: 'more', run: 1 },
      { level: 'silly', text: 'most', run: 1 },
    ]);
  });

  it('logs errors that no code catches, with file and line, and goes on', async () => {
    code = await CodeProcess.start(
      [
        `Parse.Cloud.define('reject', () => {`,
        `  Promise.reject(new Error('nobody waits'));`,
        `  setTimeout(() => { throw new TypeError('in a timer'); }, 1);`,
        `});`,
        `Parse.Cloud.define('well', () => 'well');`,
      ].join('\n'),
    );
    const { logs } = code;
    await code.function('reject');
    await expect.poll(() => logs.length).toBe(2);
    expect(logs.map(({ level, text }) => [level, text])).toEqual([
      ['error', 'Unhandled rejection: Error: nobody waits (main.js:2:18)'],
      ['error', 'Uncaught error: TypeError: in a timer (main.js:3:28)'],
    ]);
    expect((await code.function('well')).body).toEqual({ result: 'well' });
  });

  it('jobs tell their progress, and end with a message or an error', async () => {
    code = await CodeProcess.start(`
      Parse.Cloud.job('good', async ({ params, message, jobName, jobId, log }) => {
        await message('half of ' + params.n);
        message(5);
        log.info('at work');
        return jobName + ' ' + jobId;
      });
      Parse.Cloud.job('silent', () => ({ no: 'text' }), { attempts: 3, oneAtATime: true });
      Parse.Cloud.job('bad', () => { throw new Parse.Error(9001, 'of no use'); });
      Parse.Cloud.job('odd', () => { throw { message: 'no error' }; });`);
    const run = (name: string) => (code as CodeProcess).run({ what: 'job', name, jobId: 'j1', master: true }, Buffer.from('{"n":8}'));
    expect(code.manifest.jobs).toEqual(['good', 'silent', 'bad', 'odd']);
    expect(code.manifest.jobRules).toEqual({ silent: { attempts: 3, oneAtATime: true } });
    expect((await run('good')).body).toEqual({ message: 'good j1' });
    expect(code.messages).toEqual(['half of 8']);
    expect((await run('silent')).body).toEqual({});
    expect((await run('bad')).error).toMatchObject({ message: 'of no use', at: expect.stringMatching(/^main\.js:/) as string });
    expect((await run('odd')).error).toMatchObject({ message: '' });
  });

  it('keeps its own words whatever code does to the language', async () => {
    code = await CodeProcess.start(
      `
      const poison = () => { throw new Error('poisoned'); };
      Object.prototype.toJSON = function () { return { run: 99, kind: 'error', code: 1 }; };
      Array.prototype.toJSON = poison;
      Object.prototype.as = 'master';
      Object.prototype.status = 299;
      Object.prototype.sessionToken = 'r:stolen';
      JSON.stringify = poison;
      JSON.parse = poison;
      Buffer.from = poison;
      Buffer.concat = poison;
      Object.entries = poison;
      TextEncoder.prototype.encode = poison;
      TextDecoder.prototype.decode = poison;
      Promise.prototype.then = ((then) => function (...args) { return then.apply(this, args); })(Promise.prototype.then);
      Parse.Cloud.define('ask', async () => { await new Parse.Query('Note').find(); return 'asked'; });
      Parse.Cloud.define('number', () => 5);`,
      { answering },
    );
    expect(code.manifest.functions).toEqual(['ask', 'number']);
    expect((await code.function('number')).status).not.toBe(99);
    await code.function('ask');
    const asked: Asked | undefined = code.asked[0];
    expect(asked?.sessionToken).toBeUndefined();
    expect(asked?.as ?? 'public').toBe('public');
  });
});
