import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import type { Bus } from '@parlance/bus';
import { ParseError } from '@parlance/errors';
import { contextOf, custom, denied, echo, fail, MODES, PARSE_MESSAGE, startPair } from './harness.ts';

const INTERNAL = { kind: 'InternalServerError', code: 1, message: 'Internal server error.' };

describe.each(MODES)('an error, %s', (mode) => {
  let caller: Bus;
  let stop: () => Promise<void>;
  const logged = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  const warned = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  beforeAll(async () => ({ caller, stop } = await startPair(mode)));
  afterAll(() => stop());
  beforeEach(() => {
    logged.mockClear();
    warned.mockClear();
  });

  const failing = (how: 'parse' | 'type' | 'zod' | 'text' | 'reply') =>
    caller.call(fail, { how }, contextOf()).catch((error: unknown) => error);

  it('that is a ParseError arrives with its name and text', async () => {
    const error = await failing('parse');
    expect(error).toBeInstanceOf(ParseError);
    expect(error).toMatchObject({ kind: 'ObjectNotFound', code: 101, status: 404, message: PARSE_MESSAGE });
    expect(logged).not.toHaveBeenCalled();
  });

  it.each(['type', 'zod', 'text'] as const)(
    'of the inside (%s) becomes InternalServerError, and goes to the log as a cause',
    async (how) => {
      const error = await failing(how);
      expect(error).toMatchObject(INTERNAL);
      expect(error).toBeInstanceOf(ParseError);
      expect((error as Error).stack).not.toContain('a secret of the inside');
      expect(logged).toHaveBeenCalledTimes(1);
      const [told] = logged.mock.calls[0] as unknown as [Error];
      expect(told.message).toBe('probe.fail failed for app "test", request request-1.');
      expect(told.cause).toBeDefined();
    },
  );

  it('ERR-06 of an app keeps its code, text and status, where the operation declares open errors', async () => {
    const thrown = { code: 9_001, message: PARSE_MESSAGE, status: 418 };
    const error = await caller.call(custom, thrown, contextOf()).catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(ParseError);
    expect(error).toMatchObject({ kind: 'Custom', ...thrown });
    expect(logged).not.toHaveBeenCalled();
  });

  it('of an app is one of ours, where the operation declares none', async () => {
    await expect(caller.call(denied, { code: 9_001, message: 'x', status: 400 }, contextOf())).rejects.toMatchObject(INTERNAL);
    expect(logged).toHaveBeenCalledTimes(1);
  });

  it('is made of a reply that does not fit its schema', async () => {
    expect(await failing('reply')).toMatchObject(INTERNAL);
    expect(logged).toHaveBeenCalledTimes(1);
  });

  it('is InvalidJson for a request that does not fit its schema, and never reaches the handler', async () => {
    const request = { text: ['geheim'] } as unknown as { text: string };
    await expect(caller.call(echo, request, contextOf())).rejects.toMatchObject({ kind: 'InvalidJson', code: 107 });
    expect(warned.mock.calls).toEqual([['probe.echo refused request request-1: text invalid_type']]);
  });
});
