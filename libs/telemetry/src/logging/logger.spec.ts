import { Logger as NestSource } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { createLogger, type LogLevel, NestLogger, withinRequest } from '../index.ts';

/** A logger and the lines it has written, parsed; parsing proves that each is one line of JSON. */
function logged(level: LogLevel = 'trace') {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => {
    expect(line.indexOf('\n')).toBe(line.length - 1);
    lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  return { lines, logger: createLogger({ service: 'data', level, destination: { write } }) };
}

describe('createLogger', () => {
  it('writes single lines of JSON with level, time and service', () => {
    const { lines, logger } = logged();
    logger.info({ className: 'Game' }, 'two\nlines');
    expect(lines).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), service: 'data', className: 'Game', msg: 'two\nlines' },
    ]);
  });

  it('writes nothing below its level, and nothing at all when silent', () => {
    const warnings = logged('warn');
    warnings.logger.info('no');
    warnings.logger.warn('yes');
    expect(warnings.lines.map(({ msg }) => msg)).toEqual(['yes']);
    expect(warnings.logger.isLevelEnabled('info')).toBe(false);
    const silent = logged('silent');
    silent.logger.fatal('no');
    expect(silent.lines).toEqual([]);
  });

  it('replaces secret members at any depth, in any spelling, in bindings too', () => {
    const { lines, logger } = logged();
    const secrets = {
      password: 'hunter2',
      _hashed_password: 'hunter2',
      sessionToken: 'hunter2',
      masterKey: 'hunter2',
      keys: ['hunter2'],
      authData: { github: { id: 'hunter2' } },
      _auth_data_github: 'hunter2',
      headers: { Authorization: 'hunter2', 'X-Parse-Master-Key': 'hunter2', Cookie: 'hunter2' },
      list: [{ client_secret: 'hunter2' }],
    };
    logger.child({ rest_key: 'hunter2' }).info(secrets, 'signed in');
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines[0]).toMatchObject({ password: '[redacted]', headers: { Cookie: '[redacted]' }, list: [{ client_secret: '[redacted]' }] });
  });

  it('keeps members that only look alike, and cuts what is deep, long or binary', () => {
    const { lines, logger } = logged();
    const deep = { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } };
    logger.info({ monkey: 'George', bytes: new Uint8Array(3), long: Array.from({ length: 60 }, () => 1), deep }, 'kept');
    expect(lines[0]).toMatchObject({ monkey: 'George', bytes: '[3 bytes]' });
    expect(lines[0]!['long']).toHaveLength(51);
    expect(JSON.stringify(lines[0]!['deep'])).toContain('[cut]');
  });

  it('survives fields that refer to themselves', () => {
    const { lines, logger } = logged();
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    logger.info({ loop }, 'still here');
    expect(lines[0]).toMatchObject({ msg: 'still here' });
  });

  it('takes credentials out of addresses in fields, messages and errors', () => {
    const { lines, logger } = logged();
    const address = 'mongodb://root:hunter2@a:1,b:2/?x=1';
    logger.error({ address, err: new Error(address, { cause: new Error(address) }) }, `no answer from ${address}`);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines[0]).toMatchObject({ address: 'mongodb://a:1,b:2/?x=1', msg: 'no answer from mongodb://a:1,b:2/?x=1' });
  });

  it('tells type, message, stack, code and causes of an error, and no further member', () => {
    const { lines, logger } = logged();
    const error = Object.assign(new RangeError('outer', { cause: new TypeError('inner') }), { code: 'E1', command: { pw: 'hunter2' } });
    logger.error({ err: error }, 'failed');
    expect(lines[0]!['err']).toEqual({
      type: 'RangeError',
      message: 'outer',
      code: 'E1',
      stack: expect.stringContaining('RangeError: outer'),
      cause: { type: 'TypeError', message: 'inner', stack: expect.any(String) },
    });
  });

  it('SEC-42 tells no text of an error that quotes data: class, code and frames are all', () => {
    class MongoError extends Error {}
    class MongoServerError extends MongoError {
      readonly codeName = 'BadValue';
      readonly code = 2;
      readonly document = 'hunter2';
    }
    class MongooseError extends Error {}
    class CastError extends MongooseError {}
    class ReplyError extends Error {
      override readonly name = 'ReplyError';
    }
    const broken = () => {
      try {
        return JSON.parse('{"pw":hunter2}') as Error;
      } catch (error) {
        return error as Error;
      }
    };
    const faults = [
      new MongoServerError('dup key: { pw: "hunter2" }\n    at hunter2\nend'),
      new CastError('Cast failed for "hunter2"'),
      new ReplyError("ERR unknown command 'hunter2'"),
      broken(),
    ];
    for (const fault of faults) {
      const { lines, logger } = logged();
      logger.error({ err: fault }, 'failed');
      logger.error({ fault, within: [fault], err: new Error('outer', { cause: fault }) }, 'failed');
      logger.child({ fault }).error('failed');
      new NestLogger(logger).error(fault);
      new NestLogger(logger).error(fault.message, `${fault.constructor.name}: ${fault.stack ?? ''}`);
      expect(JSON.stringify(lines)).not.toContain('hunter2');
      expect(lines[0]!['err']).toMatchObject({ message: expect.stringContaining('not logged'), stack: expect.stringContaining('    at ') });
    }
    const { lines, logger } = logged();
    logger.error({ err: faults[0] }, 'failed');
    logger.error({ err: faults[2] }, 'failed');
    expect(lines).toMatchObject([{ err: { code: 2, code_name: 'BadValue' } }, { err: { type: 'ReplyError', code: 'ERR' } }]);
  });

  it('writes each member once, whoever gives it: the call before the child, the child before the request', () => {
    const seen: string[] = [];
    const logger = createLogger({ service: 'data', level: 'info', destination: { write: (line) => void seen.push(line) } });
    const child = logger.child({ app: 'child', className: 'A' }).child({ className: 'B', service: 'other' });
    withinRequest({ requestId: 'r', app: 'request' }, () => child.info({ className: 'C', level: 7, msg: 'given' }, 'said'));
    withinRequest({ requestId: 'r', app: 'request' }, () => child.info('said'));
    for (const line of seen) {
      const names = [...line.matchAll(/"(\w+)":/g)].map(([, name]) => name);
      expect(names).toEqual([...new Set(names)]);
    }
    expect(seen.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 'info', level_: 7, app: 'child', className: 'C', service: 'other', msg: 'said', msg_: 'given' },
      { level: 'info', app: 'child', className: 'B', msg: 'said', request_id: 'r' },
    ]);
  });

  it('adds request id and app of the running request, after awaits too, unless the call names others', async () => {
    const { lines, logger } = logged();
    const work = async (message: string): Promise<void> => {
      await new Promise(setImmediate);
      logger.info(message);
      logger.info({ app: 'other' }, message);
    };
    await Promise.all([withinRequest({ requestId: 'r1', app: 'one' }, work, '1'), withinRequest({ requestId: 'r2', app: '' }, work, '2')]);
    logger.info('outside');
    const seen = lines.map(({ msg, request_id, app }) => [msg, request_id, app]);
    expect(seen.sort((a, b) => String(a).localeCompare(String(b)))).toEqual([
      ['1', 'r1', 'one'],
      ['1', 'r1', 'other'],
      ['2', 'r2', undefined],
      ['2', 'r2', 'other'],
      ['outside', undefined, undefined],
    ]);
  });
});

describe('NestLogger', () => {
  it('carries what Nest and its Logger class say, with the context as a member', () => {
    const { lines, logger } = logged();
    NestSource.overrideLogger(new NestLogger(logger));
    try {
      const source = new NestSource('Bus');
      source.log('connected');
      source.warn('slow');
      source.error('failed', new Error('x').stack);
      NestSource.log('routes mapped', 'RouterExplorer');
    } finally {
      NestSource.overrideLogger(['log']);
    }
    expect(lines).toMatchObject([
      { level: 'info', context: 'Bus', msg: 'connected' },
      { level: 'warn', context: 'Bus', msg: 'slow' },
      { level: 'error', context: 'Bus', msg: 'failed', stack: expect.stringContaining('Error: x') },
      { level: 'debug', context: 'RouterExplorer', msg: 'routes mapped' },
    ]);
  });
});
