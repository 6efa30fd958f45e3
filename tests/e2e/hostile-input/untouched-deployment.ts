import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { send, type RawAnswer, type RawRequest } from './raw-request.ts';
import { refusalIn } from '../../../tools/fuzz/refusal.ts';
import { storedState, type StoredState } from './stored-state.ts';

/** A deployment that hostile requests go to, with an object of class Target. Made for one describe block. */
export interface UntouchedDeployment {
  readonly parlance: Parlance;
  /** Id of the object of class Target. */
  readonly objectId: string;
  /** Status and code of a refusal; throws for an answer that is none, or that says too much. */
  refusal(request: RawRequest): Promise<readonly [number, number]>;
  /** The same for a find by parameters in a body. */
  bodyRefusal(parameters: object, key?: RawRequest['key']): Promise<readonly [number, number]>;
  /** The same for a find by parameters, once in the query string and once in a body. Both must be refused alike. */
  findRefusal(parameters: object, key?: RawRequest['key']): Promise<readonly [number, number]>;
  send(request: RawRequest): Promise<RawAnswer>;
}

/** The object every hostile request could do something to. */
export const TARGET = {
  text: 'x',
  number: 1,
  list: [1],
  dictionary: { a: 1 },
  flag: true,
  date: { __type: 'Date', iso: '2026-01-02T03:04:05.006Z' },
  pointer: { __type: 'Pointer', className: 'Target', objectId: 'abcdefghij' },
  relation: { __op: 'AddRelation', objects: [{ __type: 'Pointer', className: 'Target', objectId: 'abcdefghij' }] },
  point: { __type: 'GeoPoint', latitude: 1, longitude: 2 },
} as const;

/**
 * Starts a deployment around the tests of a describe block, and sees to it that none of them changes anything: no document of any
 * collection, no prototype, and nothing in the log that calls itself a fault.
 */
export function untouchedDeployment(settings: Readonly<Record<string, unknown>> = {}): () => UntouchedDeployment {
  let deployment: UntouchedDeployment | undefined;
  const prototype = Reflect.ownKeys(Object.prototype);
  beforeAll(async () => {
    const apps = [{ id: 'test', settings: { allowClientClassCreation: true, ...settings } }];
    const parlance = await startParlance({ mode: 'split', apps });
    const { body } = await parlance.rest('POST', '/classes/Target', TARGET);
    deployment = deploymentOf(parlance, body.objectId);
  });
  afterAll(() => deployment?.parlance.close());

  let before: StoredState;
  beforeEach(async () => {
    before = await storedState(deployment!.parlance);
  });
  afterEach(async () => {
    const { parlance } = deployment!;
    expect(await storedState(parlance)).toEqual(before);
    expect(Reflect.ownKeys(Object.prototype)).toEqual(prototype);
    expect(parlance.logs.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  });
  return () => deployment!;
}

function deploymentOf(parlance: Parlance, objectId: string): UntouchedDeployment {
  const refusal: UntouchedDeployment['refusal'] = async (request) => {
    const answer = await send(parlance, request);
    return [answer.status, refusalIn(answer, JSON.stringify(request)).code];
  };
  const bodyRefusal: UntouchedDeployment['bodyRefusal'] = (parameters, key = 'rest') =>
    refusal({ method: 'POST', path: '/classes/Target', body: JSON.stringify({ ...parameters, _method: 'GET' }), key });
  return {
    parlance,
    objectId,
    refusal,
    bodyRefusal,
    send: (request) => send(parlance, request),
    async findRefusal(parameters, key = 'rest') {
      const texts = Object.entries(parameters).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
      const inQuery = await refusal({
        method: 'GET',
        path: `/classes/Target?${new URLSearchParams(texts as [string, string][]).toString()}`,
        key,
      });
      const inBody = await bodyRefusal(parameters, key);
      if (inQuery[1] !== inBody[1])
        throw new Error(`${inQuery[1]} in the query string, ${inBody[1]} in the body: ${JSON.stringify(parameters)}`);
      return inQuery;
    },
  };
}
