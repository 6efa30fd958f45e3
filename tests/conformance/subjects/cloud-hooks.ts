import { ANSWERS } from '../hook-server.ts';
import { create, find, get, remove, request, update } from '../requests.ts';
import type { Step, Subject } from '../subject.ts';
import { call, signUp } from './cloud-words.ts';

/** Address of the server of webhooks; `{{hooks}}` is known to both servers. */
const at = (name: string): string => `{{hooks}}/${name}`;
const MASTER = { as: 'master' } as const;
const ofTrigger = (className: string, triggerName: string, name: string, more: Partial<Step> = {}): Step =>
  request(`${triggerName} of ${className} by ${name}`, 'POST', '/hooks/triggers', {
    body: { className, triggerName, url: at(name) },
    ...MASTER,
    ...more,
  });
const ofFunction = (functionName: string, name: string): Step =>
  request(`the hook ${functionName}`, 'POST', '/hooks/functions', { body: { functionName, url: at(name) }, ...MASTER });

/** Lists of hooks come in the order of their storage, and hold those of other subjects. */
const named = (prefix: string) => (body: unknown) => {
  if (!Array.isArray(body)) return body;
  const hooks = (body as Readonly<Record<string, string>>[]).map(
    ({ functionName, className, triggerName }) => functionName ?? `${className} ${triggerName}`,
  );
  return hooks.filter((hook) => hook.startsWith(prefix)).sort();
};
const listed = (title: string, kind: 'functions' | 'triggers', prefix: string, more: Partial<Step> = {}): Step =>
  request(title, 'GET', `/hooks/${kind}`, { ...MASTER, view: named(prefix), ...more });

const NAMES: Readonly<Record<string, unknown>> = {
  'an empty string': '',
  'a number': 7,
  zero: 0,
  null: null,
  true: true,
  'an object': { a: 1 },
  'an empty object': {},
  'a list': ['a'],
  'a query': { $exists: true },
};
const ADDRESSES: Readonly<Record<string, unknown>> = {
  'an empty string': '',
  null: null,
  'no address': 'nowhere',
  'a path': '/hook',
  'a script': 'javascript:alert(1)',
  'a file': 'file:///etc/passwd',
  'a number': 7,
  'an object': { a: 1 },
  'a list': ['http://127.0.0.1/'],
};

const wrong = (kind: 'functions' | 'triggers', title: string, body: unknown): Step =>
  request(`POST ${kind}: ${title}`, 'POST', `/hooks/${kind}`, { body, ...MASTER });
const BAD_DECLARATIONS: readonly Step[] = [
  wrong('functions', 'nothing', {}),
  wrong('functions', 'an address alone', { url: at('string') }),
  wrong('functions', 'a name alone', { functionName: 'routeAlone' }),
  ...Object.entries(NAMES).map(([title, functionName]) =>
    wrong('functions', `a name that is ${title}`, { functionName, url: at('string') }),
  ),
  ...Object.entries(ADDRESSES).map(([title, url]) =>
    wrong('functions', `an address that is ${title}`, { functionName: `routeTo${title.replaceAll(' ', '')}`, url }),
  ),
  wrong('triggers', 'nothing', {}),
  wrong('triggers', 'a class alone', { className: 'Routed' }),
  wrong('triggers', 'no trigger', { className: 'Routed', url: at('string') }),
  wrong('triggers', 'no class', { triggerName: 'beforeSave', url: at('string') }),
  wrong('triggers', 'no address', { className: 'Routed', triggerName: 'beforeSave' }),
  ...Object.entries(NAMES).map(([title, className]) =>
    wrong('triggers', `a class that is ${title}`, { className, triggerName: 'beforeSave', url: at('string') }),
  ),
  ...['beforesave', 'onSave', 'before', 'constructor', '__proto__', 'toString'].map((triggerName) =>
    wrong('triggers', `the trigger ${triggerName}`, { className: 'Routed', triggerName, url: at('string') }),
  ),
  ...Object.entries(ADDRESSES).map(([title, url]) =>
    wrong('triggers', `an address that is ${title}`, { className: `Routed${title.replaceAll(' ', '')}`, triggerName: 'afterSave', url }),
  ),
  wrong('functions', 'a trigger', { className: 'RoutedHere', triggerName: 'afterSave', url: at('nothing') }),
  wrong('triggers', 'a function', { functionName: 'routedThere', url: at('string') }),
  wrong('functions', 'no JSON', '{"functionName":'),
  wrong('functions', 'a list', []),
];

const ROUTES = ['/hooks/functions', '/hooks/triggers', '/hooks/functions/routed', '/hooks/triggers/Routed/beforeSave'] as const;
const CALLERS = ['client', 'nobody', 'readOnlyMaster', 'maintenance'] as const;

export const hookRoutes: Subject = {
  title: 'declarations of hooks',
  profile: 'cloud',
  comparesTexts: true,
  steps: [
    listed('no functions', 'functions', 'rout'),
    listed('no triggers', 'triggers', 'Routed'),
    ofFunction('routed', 'string'),
    request('the same function again', 'POST', '/hooks/functions', { body: { functionName: 'routed', url: at('number') }, ...MASTER }),
    request('a function with more members', 'POST', '/hooks/functions', {
      body: { functionName: 'routedMore', url: at('string'), className: 'Routed', other: 1 },
      ...MASTER,
    }),
    ofTrigger('Routed', 'beforeSave', 'same'),
    ofTrigger('Routed', 'beforeSave', 'same', { title: 'the same trigger again' }),
    ofTrigger('Routed', 'afterSave', 'nothing'),
    request('the function', 'GET', '/hooks/functions/routed', MASTER),
    request('the trigger', 'GET', '/hooks/triggers/Routed/beforeSave', MASTER),
    ...['nosuch', 'constructor', '__proto__', '%7B%22$exists%22:true%7D'].flatMap((name) => [
      request(`GET of ${name}`, 'GET', `/hooks/functions/${name}`, MASTER),
      request(`GET of ${name}/beforeSave`, 'GET', `/hooks/triggers/${name}/beforeSave`, MASTER),
      request(`PUT of ${name}`, 'PUT', `/hooks/functions/${name}`, { body: { url: at('string') }, ...MASTER }),
      request(`PUT of ${name}/beforeSave`, 'PUT', `/hooks/triggers/${name}/beforeSave`, { body: { url: at('string') }, ...MASTER }),
      request(`DELETE by PUT of ${name}`, 'PUT', `/hooks/functions/${name}`, { body: { __op: 'Delete' }, ...MASTER }),
      request(`DELETE by PUT of ${name}/beforeSave`, 'PUT', `/hooks/triggers/${name}/beforeSave`, { body: { __op: 'Delete' }, ...MASTER }),
    ]),
    request('another address', 'PUT', '/hooks/functions/routed', { body: { url: at('number') }, ...MASTER }),
    request('the function there', 'GET', '/hooks/functions/routed', MASTER),
    call('the function there answers', 'routed'),
    ...Object.entries({ ...ADDRESSES, nothing: undefined }).flatMap(([title, url]) => [
      request(`another address that is ${title}`, 'PUT', '/hooks/functions/routedMore', { body: { url }, ...MASTER }),
      request(`another address of a trigger that is ${title}`, 'PUT', '/hooks/triggers/Routed/afterSave', { body: { url }, ...MASTER }),
    ]),
    request('another name in the body', 'PUT', '/hooks/functions/routed', {
      body: { functionName: 'routedOther', url: at('string') },
      ...MASTER,
    }),
    ...CALLERS.flatMap((as) =>
      ROUTES.flatMap((path) => [
        request(`GET ${path} by ${as}`, 'GET', path, { as, ...(path.endsWith('s') ? { view: named('Routed ') } : {}) }),
        ...(path.endsWith('s')
          ? [request(`POST ${path} by ${as}`, 'POST', path, { as, body: { functionName: 'stolen', url: at('string') } })]
          : [request(`PUT ${path} by ${as}`, 'PUT', path, { as, body: { url: at('yes') } })]),
      ]),
    ),
    ...['DELETE', 'PATCH'].map((method) => request(`${method} of a function`, method, '/hooks/functions/routed', MASTER)),
    ...BAD_DECLARATIONS,
    request('the end of the trigger', 'PUT', '/hooks/triggers/Routed/beforeSave', { body: { __op: 'Delete' }, ...MASTER }),
    request('the trigger at its end', 'GET', '/hooks/triggers/Routed/beforeSave', MASTER),
    request('the end of the function', 'PUT', '/hooks/functions/routed', { body: { __op: 'Delete' }, ...MASTER }),
    request('the function at its end', 'GET', '/hooks/functions/routed', MASTER),
    call('a call of the function at its end', 'routed'),
  ],
};

const KINDS = Object.keys(ANSWERS);

export const hookFunctions: Subject = {
  title: 'functions of hooks',
  profile: 'cloud',
  comparesTexts: true,
  steps: [
    ...KINDS.flatMap((name) => [ofFunction(`hooked_${name}`, name), call(`its answer: ${name}`, `hooked_${name}`)]),
    ofFunction('hookedFacts', 'facts'),
    signUp('hooker'),
    call('facts', 'hookedFacts', { a: 1 }),
    call('facts by a user', 'hookedFacts', {}, { session: 'hooker' }),
    call('facts by the master', 'hookedFacts', {}, { as: 'master' }),
    call('facts by the read-only master', 'hookedFacts', {}, { as: 'readOnlyMaster' }),
    call('facts with a context', 'hookedFacts', {}, { headers: { 'X-Parse-Cloud-Context': '{"sent":"found"}' } }),
    call('facts of an installation', 'hookedFacts', {}, { headers: { 'X-Parse-Installation-Id': 'installation-1', 'X-Own': 'yes' } }),
    ofFunction('hookedParameters', 'parameters'),
    ...Object.entries({
      values: { s: 'x', n: 1.5, yes: true, none: null, list: [1, [2]], inner: { a: {} } },
      dates: { at: { __type: 'Date', iso: '2020-02-03T04:05:06.789Z' }, list: [{ __type: 'Date', iso: '2020-02-03T04:05:06.789Z' }] },
      'a place': { at: { __type: 'GeoPoint', latitude: 1, longitude: 2 } },
      'a pointer': { to: { __type: 'Pointer', className: 'Hooked', objectId: 'hookedObj1' } },
      'a file': { file: { __type: 'File', name: 'a.txt', url: 'https://files.example/a.txt' } },
      'an object': { object: { __type: 'Object', className: 'Hooked', objectId: 'hookedObj1', name: 'one' } },
    }).map(([title, parameters]) => call(`parameters: ${title}`, 'hookedParameters', parameters)),
    ofFunction('echo', 'string'),
    call('a hook in the place of code', 'echo', { a: 1 }),
    request('the end of the hook in the place of code', 'PUT', '/hooks/functions/echo', { body: { __op: 'Delete' }, ...MASTER }),
    ofFunction('hookedNowhere', 'nowhere'),
    call('no such page', 'hookedNowhere'),
  ],
};

/** A class for each way to answer of a trigger. */
const saves = (triggerName: string, name: string): Step[] => {
  const className = `Hooked_${triggerName}_${name}`;
  const save = `${triggerName}${name}`;
  const title = `${triggerName} ${name}`;
  return [
    ofTrigger(className, triggerName, name),
    create(`${title}: create`, className, { name: 'one', n: 1, kept: true }, { save }),
    get(`${title}: created`, `${className}/{{${save}}}`),
    update(`${title}: update`, `${className}/{{${save}}}`, { name: 'two', n: { __op: 'Increment', amount: 2 } }),
    get(`${title}: updated`, `${className}/{{${save}}}`),
  ];
};
const REFUSALS = [
  'errorText',
  'emptyError',
  'errorObject',
  'errorWithoutCode',
  'errorNumber',
  'plainText',
  'jsonList',
  'status404',
  'status500',
];
const INDIFFERENT = ['nothing', 'empty', 'emptyObject', 'string', 'number', 'list', 'null', 'yes'];

export const hookTriggers: Subject = {
  title: 'triggers of hooks',
  profile: 'cloud',
  comparesTexts: true,
  steps: [
    ...['same', 'change', 'unset', 'noted', 'wrongType', 'ownId', 'odd', ...INDIFFERENT].flatMap((name) => saves('beforeSave', name)),
    ...REFUSALS.flatMap((name) => saves('beforeSave', name).slice(0, 3)),
    ...['same', 'change', ...INDIFFERENT, ...REFUSALS].flatMap((name) => saves('afterSave', name).slice(0, 4)),
    ...['nothing', 'string', ...REFUSALS].flatMap((name) =>
      ['beforeDelete', 'afterDelete'].flatMap((triggerName) => {
        const className = `Hooked_${triggerName}_${name}`;
        const save = `${triggerName}${name}`;
        return [
          ofTrigger(className, triggerName, name),
          create(`${triggerName} ${name}: create`, className, { n: 1 }, { save }),
          remove(`${triggerName} ${name}: delete`, `${className}/{{${save}}}`),
          get(`${triggerName} ${name}: afterwards`, `${className}/{{${save}}}`),
        ];
      }),
    ),
    ...['nothing', 'string', 'list', 'object', ...REFUSALS].flatMap((name) => {
      const className = `Hooked_beforeFind_${name}`;
      return [
        create(`beforeFind ${name}: create`, className, { n: 1 }),
        ofTrigger(className, 'beforeFind', name),
        find(`beforeFind ${name}: find`, className),
      ];
    }),
    // Parse Server ends itself where a hook of afterFind answers with something else than a list.
    ...['filtered', 'marked', 'emptyList', 'nothing', 'null', ...REFUSALS].flatMap((name) => {
      const className = `Hooked_afterFind_${name}`;
      return [
        create(`afterFind ${name}: create one`, className, { n: 1 }),
        create(`afterFind ${name}: create two`, className, { n: 2 }),
        ofTrigger(className, 'afterFind', name),
        find(`afterFind ${name}: find`, className, { order: 'n' }),
      ];
    }),
  ],
};
