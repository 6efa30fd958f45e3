import { changed, create, get, remove, request, update } from '../requests.ts';
import type { Step, Subject } from '../subject.ts';
import { call, signUp, traces } from './cloud-words.ts';

const BOOMS = ['string', 'emptyString', 'error', 'parseError', 'notFound', 'undef', 'number', 'plain'];
const batch = (title: string, requests: readonly unknown[], more: Partial<Step> = {}, transaction = false): Step =>
  request(title, 'POST', '/batch', { body: { requests, ...(transaction ? { transaction } : {}) }, ...more });
const made = (className: string, body: object) => ({ method: 'POST', path: `/parse/classes/${className}`, body });

/** A create with its answer, and the object as it is then. */
const createdAndRead = (title: string, className: string, name: string, body: object, more: Partial<Step> = {}): Step[] => [
  create(title, className, body, { save: name, ...more }),
  get(`${title}, read again`, `${className}/{{${name}}}`, { as: 'master' }),
];

export const throwingTriggers: Subject = {
  title: 'triggers that throw',
  profile: 'cloud',
  comparesTexts: true,
  fixtures: {
    BoomDelete: Object.fromEntries(BOOMS.map((boom) => [`kept${boom}`, { boom }])),
    BoomDeleted: Object.fromEntries(BOOMS.map((boom) => [`deleted${boom}`, { boom }])),
    BoomFound: { found: { boom: 'parseError', how: 1 }, fine: { how: 2 } },
  },
  steps: [
    create('beforeSave lets pass', 'BoomBefore', { name: 'fine' }, { save: 'fineBefore' }),
    ...BOOMS.map((boom) => create(`beforeSave throws: ${boom}`, 'BoomBefore', { boom })),
    ...BOOMS.map((boom) => update(`beforeSave throws on an update: ${boom}`, 'BoomBefore/{{fineBefore}}', { boom })),
    create('beforeSave throws at the master too', 'BoomBefore', { boom: 'parseError' }, { as: 'master' }),
    update('beforeSave throws at an operation', 'BoomBefore/{{fineBefore}}', { boom: { __op: 'Delete' }, name: { __op: 'Delete' } }),
    request('nothing of it was stored', 'GET', '/classes/BoomBefore'),
    ...BOOMS.map((boom) => create(`afterSave throws: ${boom}`, 'BoomAfter', { boom })),
    ...BOOMS.map((boom) => remove(`beforeDelete throws: ${boom}`, `BoomDelete/{{kept${boom}}}`)),
    request('the objects are still there', 'GET', '/classes/BoomDelete'),
    ...BOOMS.map((boom) => remove(`afterDelete throws: ${boom}`, `BoomDeleted/{{deleted${boom}}}`)),
    request('the objects are gone', 'GET', '/classes/BoomDeleted'),
    ...BOOMS.map((boom) => request(`beforeFind throws: ${boom}`, 'GET', '/classes/BoomFind', { query: { where: { boom } } })),
    request('beforeFind lets pass', 'GET', '/classes/BoomFind'),
    request('afterFind throws', 'GET', '/classes/BoomFound', { query: { where: { how: 1 } } }),
    request('afterFind lets pass', 'GET', '/classes/BoomFound', { query: { where: { how: 2 } } }),
    get('afterFind throws at a get', 'BoomFound/{{found}}'),
    batch('errors of triggers in a batch', [
      made('BoomBefore', { boom: 'parseError' }),
      made('BoomBefore', { n: 1 }),
      made('BoomAfter', { boom: 'error' }),
    ]),
    call('an error of a trigger inside of a function', 'save', { className: 'BoomBefore', set: { boom: 'parseError' } }),
  ],
};

const CHANGES = `set setDate setGeoPoint setNested setObject setPointer unset unsetOwn increment add addUnique removeItem overwrite revert
  ignored returnsOther nothing`.split(/\s+/);

export const changingTriggers: Subject = {
  title: 'triggers that change objects',
  profile: 'cloud',
  comparesTexts: true,
  fixtures: {
    Changed: Object.fromEntries(
      CHANGES.map((change) => [`old${change}`, { note: 'old', count: 1, list: ['one', 'two'], nested: { deep: 1 } }]),
    ),
    Fixed: { fixedOne: { owner: 'ada', name: 'a' } },
  },
  steps: [
    ...CHANGES.flatMap((change) =>
      createdAndRead(`beforeSave on a create: ${change}`, 'Changed', `new${change}`, {
        change,
        note: 'sent',
        count: 2,
        list: ['one'],
        nested: { deep: 2 },
      }),
    ),
    ...CHANGES.flatMap((change) => changed(`beforeSave on an update: ${change}`, `Changed/{{old${change}}}`, { change, note: 'sent' })),
    ...createdAndRead('beforeSave sets an ACL', 'Changed', 'withAcl', { change: 'setAcl' }),
    create('beforeSave sets a value of another type', 'Changed', { change: 'wrongType' }),
    ...changed('beforeSave and operations', 'Changed/{{oldset}}', {
      change: 'set',
      count: { __op: 'Increment', amount: 5 },
      list: { __op: 'Add', objects: ['three'] },
      note: { __op: 'Delete' },
    }),
    ...changed('beforeSave increments what a client increments', 'Changed/{{oldincrement}}', {
      change: 'increment',
      count: { __op: 'Increment', amount: 1 },
    }),
    ...['set', 'returned', 'unset', 'other', 'text', 'nothing'].flatMap((answer) =>
      createdAndRead(`the answer after afterSave: ${answer}`, 'Answered', `answered${answer}`, { answer, note: 'sent' }),
    ),
    update('the answer of an update after afterSave', 'Answered/{{answeredset}}', { answer: 'set', note: 'again' }),
    update('the answer of an update that afterSave unsets', 'Answered/{{answeredunset}}', { answer: 'unset', note: 'again' }),
    ...createdAndRead('calculated fields', 'Post', 'post', { text: 'The Cats in #the Garden and #dogs' }),
    request('calculated fields are found', 'GET', '/classes/Post', { query: { where: { words: { $all: ['cats', 'garden'] } } } }),
    update('a field that stays', 'Fixed/{{fixedOne}}', { owner: 'eve' }),
    update('a field that stays, deleted', 'Fixed/{{fixedOne}}', { owner: { __op: 'Delete' } }),
    update('other fields of it', 'Fixed/{{fixedOne}}', { name: 'b' }),
    batch('a field that stays, in a batch', [{ method: 'PUT', path: '/parse/classes/Fixed/{{fixedOne}}', body: { owner: 'eve' } }]),
    get('a field that has stayed', 'Fixed/{{fixedOne}}'),
  ],
};

export const shownTriggers: Subject = {
  title: 'requests of triggers',
  profile: 'cloud',
  comparesTexts: true,
  fixtures: { Movie: { movie: { name: 'm', reviews: 0 } } },
  steps: [
    signUp('saver'),
    ...createdAndRead('a create', 'Shown', 'shownOne', { name: 'a', count: 1 }),
    ...changed('an update', 'Shown/{{shownOne}}', { name: 'b' }),
    ...changed('an update to the same', 'Shown/{{shownOne}}', { name: 'b' }),
    ...changed('an update of nothing', 'Shown/{{shownOne}}', {}),
    ...changed('an increment', 'Shown/{{shownOne}}', { count: { __op: 'Increment', amount: 3 } }),
    ...changed('a deleted field', 'Shown/{{shownOne}}', { name: { __op: 'Delete' } }),
    ...changed('an added item', 'Shown/{{shownOne}}', { list: { __op: 'AddUnique', objects: [1, 2] } }),
    ...changed('a removed item', 'Shown/{{shownOne}}', { list: { __op: 'Remove', objects: [1] } }),
    ...changed('a nested member', 'Shown/{{shownOne}}', { nested: { a: 1, b: { c: 2 } } }),
    ...changed('a member by its path', 'Shown/{{shownOne}}', { 'nested.a': 5 }),
    ...changed('typed values', 'Shown/{{shownOne}}', {
      when: { __type: 'Date', iso: '2020-02-03T04:05:06.789Z' },
      place: { __type: 'GeoPoint', latitude: 1, longitude: 2 },
      other: { __type: 'Pointer', className: 'Movie', objectId: '{{movie}}' },
    }),
    ...createdAndRead('by a user', 'Shown', 'shownUser', { name: 'u' }, { session: 'saver' }),
    ...createdAndRead('by the master', 'Shown', 'shownMaster', { name: 'm' }, { as: 'master' }),
    ...createdAndRead(
      'from an installation',
      'Shown',
      'shownInstall',
      { name: 'i' },
      { headers: { 'X-Parse-Installation-Id': 'Install-3' } },
    ),
    ...createdAndRead('with a context', 'Shown', 'shownContext', { name: 'c' }, { headers: { 'X-Parse-Cloud-Context': '{"sent":"yes"}' } }),
    ...createdAndRead('with a header field', 'Shown', 'shownHeader', { name: 'h' }, { headers: { 'X-Note': 'noted' } }),
    ...createdAndRead('with an ACL', 'Shown', 'shownAcl', { name: 'acl', ACL: { '*': { read: true } } }),
    ...traces('afterSave saw', 'afterSave of Shown'),
    create(
      'a context from beforeSave to afterSave',
      'Chain',
      { name: 'one' },
      { save: 'chainOne', headers: { 'X-Parse-Cloud-Context': '{"sent":1}' } },
    ),
    update('a context of its own for each request', 'Chain/{{chainOne}}', { name: 'two' }),
    batch('a batch has a context for each part', [made('Chain', { name: 'b1' }), made('Chain', { name: 'b2' })], {
      headers: { 'X-Parse-Cloud-Context': '{"sent":"batch"}' },
      save: ['chainB1', 'chainB2'],
    }),
    remove('a context from beforeDelete to afterDelete', 'Chain/{{chainOne}}', { headers: { 'X-Parse-Cloud-Context': '{"sent":2}' } }),
    ...traces('the chain was: one', 'chain one'),
    ...traces('the chain was: two', 'chain two'),
    ...traces('the chain was: b1', 'chain b1'),
    ...traces('the chain was: b2', 'chain b2'),
    ...traces('the chain was: deleted', 'chain deleted two'),
    create(
      'a save inside of afterSave',
      'Review',
      { movie: { __type: 'Pointer', className: 'Movie', objectId: '{{movie}}' } },
      { save: 'review' },
    ),
    create('a second one', 'Review', { movie: { __type: 'Pointer', className: 'Movie', objectId: '{{movie}}' } }, { save: 'review2' }),
    update('an update counts nothing', 'Review/{{review}}', { text: 'good' }),
    get('the counter', 'Movie/{{movie}}'),
    create('a save inside of beforeSave', 'Outer', { name: 'o' }),
    request('the inner object', 'GET', '/classes/Inner', {
      view: (body) => (body as { results?: { from?: unknown }[] }).results?.map(({ from }) => from),
    }),
    create('a save without the outer one', 'Inner', { name: 'alone' }),
    ...[
      'sessionBeforeSave',
      'sessionAfterSave',
      'sessionBeforeDelete',
      'pushStatusBeforeSave',
      'loginOfOthers',
      'afterLoginOfOthers',
      'logoutOfUsers',
      'resetOfOthers',
      'validatorOfTrigger',
    ].map((of) => call(`a registration that is refused: ${of}`, 'registrations', { of })),
  ],
};

export const validatedTriggers: Subject = {
  title: 'validators of triggers',
  profile: 'cloud',
  comparesTexts: true,
  fixtures: {
    KeptByUsers: { keptOne: { a: 1 }, keptTwo: { a: 2 }, keptThree: { a: 3 } },
    FoundByUsers: { foundOne: { a: 1 } },
    ReadByUsers: { readOne: { a: 1 } },
  },
  steps: [
    signUp('valid'),
    create('requireUser without a session', 'ForUsers', { a: 1 }),
    create('requireUser with a session', 'ForUsers', { a: 1 }, { session: 'valid' }),
    create('requireUser as the master', 'ForUsers', { a: 1 }, { as: 'master' }),
    create('requireMaster without a session', 'ForMaster', { a: 1 }),
    create('requireMaster with a session', 'ForMaster', { a: 1 }, { session: 'valid' }),
    create('requireMaster as the master', 'ForMaster', { a: 1 }, { as: 'master' }),
    create('fields: a required one is missing', 'WithFields', {}),
    create('fields: a required one is there', 'WithFields', { name: 'a', owner: 'ada' }, { save: 'withFields' }),
    get('fields: the default is stored', 'WithFields/{{withFields}}'),
    create('fields: a wrong type', 'WithFields', { name: 5 }),
    create('fields: an option that there is', 'WithFields', { name: 'b', kind: 'a' }),
    create('fields: an option that there is not', 'WithFields', { name: 'b', kind: 'z' }),
    ...changed('fields: a constant one', 'WithFields/{{withFields}}', { owner: 'eve', name: 'c' }),
    update('fields: a required one is deleted', 'WithFields/{{withFields}}', { name: { __op: 'Delete' } }),
    ...changed('fields: as the master', 'WithFields/{{withFields}}', { owner: 'eve', level: 'x' }),
    create('a function refuses', 'ByFunction', { a: 1 }),
    create('a function passes', 'ByFunction', { ok: true }),
    ...createdAndRead('skipWithMasterKey by a client', 'Skipped', 'skippedOne', { a: 1 }),
    ...createdAndRead('skipWithMasterKey by the master', 'Skipped', 'skippedTwo', { a: 1 }, { as: 'master' }),
    remove('beforeDelete without a session', 'KeptByUsers/{{keptOne}}'),
    remove('beforeDelete with a session', 'KeptByUsers/{{keptTwo}}', { session: 'valid' }),
    remove('beforeDelete as the master', 'KeptByUsers/{{keptThree}}', { as: 'master' }),
    request('beforeFind without a session', 'GET', '/classes/FoundByUsers'),
    request('beforeFind with a session', 'GET', '/classes/FoundByUsers', { session: 'valid' }),
    get('beforeFind of a get without a session', 'FoundByUsers/{{foundOne}}'),
    request('afterFind without a session', 'GET', '/classes/ReadByUsers'),
    request('afterFind with a session', 'GET', '/classes/ReadByUsers', { session: 'valid' }),
  ],
};
