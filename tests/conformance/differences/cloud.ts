import type { Steps } from './difference.ts';

const afterDelete = Object.fromEntries(
  ['string', 'emptyString', 'error', 'parseError', 'notFound', 'undef', 'number', 'plain'].map((boom) => [
    `triggers that throw: afterDelete throws: ${boom}`,
    [200, {}] as const,
  ]),
);

/** Steps about an app's own code whose answers differ, by reason, with Parlance's answers. */
export const cloudDifferences = {
  'cloud-after-delete': {
    ...afterDelete,
    'triggers of hooks: afterDelete errorText: delete': [200, {}],
    'triggers of hooks: afterDelete errorObject: delete': [200, {}],
    'triggers of hooks: afterDelete errorWithoutCode: delete': [200, {}],
    'triggers of hooks: afterDelete errorNumber: delete': [200, {}],
    'triggers of hooks: afterDelete status404: delete': [200, {}],
    'triggers of hooks: afterDelete status500: delete': [200, {}],
  },
  'cloud-answers': {
    'triggers that change objects: beforeSave on a create: setNested': [400, 105],
    'triggers that change objects: beforeSave on a create: setNested, read again': [404, 101],
    'triggers that change objects: the answer after afterSave: other': [201, { objectId: '{{answeredother}}', shown: 'another' }],
    'triggers that change objects: the answer after afterSave: other, read again': [200, { answer: 'other' }],
  },
  'cloud-caller': {
    'calls of functions: keys in header fields': [200, { result: ['string', 'undefined'] }],
    'calls of functions: a called function knows nothing of the caller': [
      200,
      { result: { user: 'none', installationId: 'cloud', ip: 'string' } },
    ],
    'calls of functions: a called function knows the caller by their session': [
      200,
      { result: { user: { name: 'asker' }, installationId: 'cloud' } },
    ],
    'calls of functions: a called function is asked by the master': [200, { result: { master: true, installationId: 'cloud' } }],
    'calls of functions: a called function gets a context': [200, { result: { context: { from: 'outer' }, installationId: 'cloud' } }],
    'requests of triggers: by the master': [201, { seen: { master: true, installationId: 'none' } }],
    'requests of triggers: by the master, read again': [200, { seen: { master: true, installationId: 'none' } }],
  },
  'cloud-batch-context': {
    'requests of triggers: the chain was: b1': [200, [['chain b1', { steps: ['before b1'] }]]],
  },
  'cloud-dotted-names': {
    'calls of functions: a name with a dot': [200, { result: 'dotted' }],
    'calls of functions: a name with two dots': [200, { result: 'deeper' }],
    'jobs: a job with a dot': [200, {}],
    'jobs: a job with a dot, at its end': [200, { result: { state: 'succeeded', message: 'dotted' } }],
    'jobs: jobs that code sees': [200, {}],
    'jobs: jobs with a schedule': [200, { in_use: ['returns'] }],
  },
  'cloud-error-status': {
    'results of functions: a response: errorStatus': [409, 141],
  },
  'cloud-error-texts': {
    'errors of functions: thrown: emptyError': [400, { code: 141, error: '' }],
    'errors of functions: thrown: plainWithoutMessage': [400, { code: 141, error: '{"code":9003}' }],
    'errors of functions: thrown: number': [400, { code: 141, error: '42' }],
    'errors of functions: thrown: yes': [400, { code: 141, error: 'true' }],
    'triggers that throw: beforeSave throws: number': [400, { code: 141, error: '7' }],
    'triggers that throw: beforeSave throws on an update: number': [400, { code: 141, error: '7' }],
    'triggers that throw: beforeDelete throws: number': [400, { code: 141, error: '7' }],
    'triggers that throw: beforeFind throws: number': [400, { code: 141, error: '7' }],
  },
  'cloud-jobs': {
    'jobs: a job without a name': [400, 141],
    'jobs: a schedule of a job that there is not': [400, 141],
    'jobs: a change to a job that there is not': [400, 141],
  },
} satisfies Readonly<Record<string, Steps>>;
