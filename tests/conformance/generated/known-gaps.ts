import { kind, type Kind } from './kinds.ts';

/** Answers of ours that are wrong, by kind. An entry whose kind no request shows any more fails the suite: it goes with its repair. */
export interface Gap {
  /** Line of the issue that mends it, or `new`; `later` where an endpoint is not served yet. */
  readonly line: string;
  readonly kinds: readonly Kind[];
}

const objects: Readonly<Record<string, Gap>> = {
  'the shape of an operand is looked at before the type of its field': {
    line: 'new',
    kinds: [
      kind(/^writes: (update|create), /, '400/111', ['400/107', '400/108', '400/106', '400/111']),
      kind(/^writes: update, a missing field AddRelation of ids/, '400/107', '400/111'),
    ],
  },
  'texts of refused operations': {
    line: 'B2',
    kinds: [kind(/^writes: (update|create), /, '400/107', '400/107'), kind(/^writes: (update|create), /, '400/108', '400/108')],
  },
  'an index of a list that is far too large': {
    line: 'C6',
    kinds: [kind(/^writes: update, array\.2000000 set to a number/, '500/1', '500/1')],
  },
  'id is a field': {
    line: 'A10',
    kinds: [kind(/^(field names: names, create "id"|sign-ups: with id|sessions: POST with id by cyd)/, '400/105', ['201', '200'])],
  },
  'members of every JavaScript object are fields': {
    line: 'C7',
    kinds: [
      kind(/^field names: names, (create|update) "(hasOwnProperty|toString|valueOf|isPrototypeOf|constructor)"/, '400/111', [
        '200',
        '201',
        '400/105',
      ]),
      kind(/^field names: names, describe "/, '400/136', ['200', '400/105']),
      kind(/^sign-ups: with hasOwnProperty/, '400/111', '201'),
    ],
  },
  'names of fields that are refused for another reason': {
    line: 'B2',
    kinds: [
      kind(/^field names: names, (create|update) "/, '400/111', '400/105'),
      kind(/^field names: names, create "(constructor|__type)" inside/, ['400/105', '400/111'], ['400/105', '400/111']),
    ],
  },
  'a sessionToken as a field': { line: 'new', kinds: [kind(/^field names: names, create "sessionToken" with a operation/, '201', '201')] },
  'a document that an index refuses': {
    line: 'C1, C2',
    kinds: [kind(/^batches of failing parts: a crossing polygon /, '200', '200')],
  },
  'texts of batches': { line: 'B2', kinds: [kind(/^batches of failing parts: /, '400/107', '400/107')] },
  'parts that answer with another code or text': {
    line: 'B2',
    kinds: [kind(/^batches of failing parts: (me|a function|an installation without an id) /, '200', '200')],
  },
};

const classes: Readonly<Record<string, Gap>> = {
  'routes that are not served yet': {
    line: 'later',
    kinds: [
      kind(/^callers: /, ['200', '403', '400/115', '400/119', '400/141', '409', '500/1'], '404/108', {
        weAnswer: /(hooks|security|scriptlog|push|config|functions|jobs|events)/,
      }),
    ],
  },
  'permissions of a class for the read-only master key': {
    line: 'new',
    kinds: [kind(/^callers: GET \/schemas\/GenAsked by the (read-only )?master key/, '200', '200')],
  },
  'a session shows whether it is restricted': { line: 'A11', kinds: [kind(/^callers: GET \/sessions\/me by /, '200', '200')] },
  'platform classes without rules of their own are closed to the master key': {
    line: 'D6',
    kinds: [
      kind(/^class names: \w+ "_/, ['200', '201', '400/107', '400/111', '404/101', '500/1'], '400/119'),
      kind(/^class names: create "_Product"/, '400/111', '201'),
    ],
  },
  'texts of refused definitions': {
    line: 'B2',
    kinds: [kind(/^definitions of classes: /, ['400/102', '400/103', '400/107', '400/111'], ['400/102', '400/103', '400/107', '400/111'])],
  },
  'codes of refused definitions': {
    line: 'A10',
    kinds: [
      kind(/^definitions of classes: (index a string|body \[\])/, ['400/102', '400/135'], '400/107'),
      kind(/^definitions of classes: field a delete: POST/, '400/107', '400/255'),
      kind(/^definitions of classes: index of a path/, '400/102', '200'),
    ],
  },
  'indexes in answers of /schemas': {
    line: 'A12',
    kinds: [
      kind(/^definitions of classes: (index|permissions|field|body) /, '200', '200'),
      kind(/^schemas of classes [^:]*: .*index/, '400/102', '200'),
    ],
  },
  'schema routes of platform classes': {
    line: 'A1',
    kinds: [
      kind(/^schemas of classes that nothing has described: /, ['200', '400/103'], ['200', '400/103', '400/119']),
      kind(/^schemas of classes in use: /, ['200', '400/103'], ['200', '400/103', '400/119', '400/255']),
    ],
  },
};

const accounts: Readonly<Record<string, Gap>> = {
  'the master key cannot lock a user out': {
    line: 'A2',
    kinds: [
      kind(/^changes of users: ACL .* by the master key, /, ['200', '404/101', '400/209'], '200'),
      kind(/^users with ACLs: (get|find|log-in|update|share) /, ['200', '404/101'], '200'),
    ],
  },
  'another user whom the ACL allows to write': {
    line: 'A3',
    kinds: [kind(/^users with ACLs: (update|update through classes|new password|delete) /, ['200', '404/101'], '400/206')],
  },
  'texts of a refused change of a user': {
    line: 'B1, B2',
    kinds: [kind(/^(changes of users|users with ACLs): /, ['400/206', '400/119'], ['400/206', '400/119'])],
  },
  'who may change a user is asked before what is changed': {
    line: 'new',
    kinds: [
      kind(
        /^changes of users: .* by (bob|the REST key)$/,
        ['400/105', '400/107', '400/111', '400/119', '400/125', '400/252', '500/1'],
        '400/206',
      ),
    ],
  },
  'a name that no user can have has a code of its own': {
    line: 'A10',
    kinds: [kind(/^changes of users: the name (to a number|deleted) by (themselves|the master key)$/, ['400/107', '400/111'], '400/200')],
  },
  'a user carries their own token back': { line: 'C7', kinds: [kind(/^changes of users: their own token by /, '200', '400/105')] },
  'anonymous ids of other forms': {
    line: 'C7',
    kinds: [
      kind(/^(sign-ups|changes of users|sessions): .*anonymous/, ['200', '201'], '400/251'),
      kind(/^changes of users: authData anonymous by .*, (read|then)/, '200', '200'),
      kind(/^sessions: .*anonymous user|^sessions: the user by their id/, '200', '400/209'),
      kind(/^sign-ups: authData anonymous (id )?empty/, '400/200', '400/250'),
    ],
  },
  'authData of a wrong shape': {
    line: 'new',
    kinds: [
      kind(/^sign-ups: authData /, ['400/200', '400/111', '400/162', '400/252'], ['400/253', '201']),
      kind(/^changes of users: authData null by /, '400/252', '200'),
      kind(
        /^(sign-ups: authData facebook|sign-ups: authData a bad name|sign-ups: authData unknown)/,
        ['404/101', '400/105', '400/121'],
        '400/252',
      ),
      kind(/^log-ins: authData (beside|alone): GET /, ['200', '400/200'], '400/253'),
    ],
  },
  authDataResponse: {
    line: 'D6',
    kinds: [
      kind(/^(sign-ups|changes of users): authData anonymous null|^log-ins: authData beside: POST/, ['200', '201'], ['200', '201'], {
        theyAnswer: /authDataResponse/,
      }),
    ],
  },
  'a user is made with the master key': { line: 'A11', kinds: [kind(/^sign-ups: /, '201', '201', { theyAnswer: /sessionToken/ })] },
  'addresses of a wrong form': {
    line: 'new',
    kinds: [kind(/^sign-ups: email /, '400/111', '400/125')],
  },
  'members of a sign-up that are refused': {
    line: 'new',
    kinds: [
      kind(/^sign-ups: (nothing|authData null), through classes/, '400/200', '400/207'),
      kind(/^sign-ups: with emailVerified/, '400/119', '400/119'),
    ],
  },
  'mails of an app that sends none': { line: 'B2', kinds: [kind(/^mails: /, '500/1', '500/1')] },
};

const sessions: Readonly<Record<string, Gap>> = {
  'texts of missing and unknown sessions': {
    line: 'A11, B2',
    kinds: [kind(/^(sessions|callers|batches of failing parts): /, '400/209', '400/209')],
  },
  'sessions by the master key': {
    line: 'A11',
    kinds: [
      kind(/^sessions: POST with .* by the master/, ['201', '400/105', '400/111'], '400/209'),
      kind(/^sessions: PUT with .* by the master/, ['404/101', '400/105'], ['200', '400/105', '400/136']),
      kind(/^sessions: .* by the (read-only )?master key/, ['404/101', '200'], ['400/209', '200', '400/119']),
    ],
  },
  'fields of a new or changed session': {
    line: 'A11',
    kinds: [
      kind(/^sessions: POST with .* by cyd/, ['201', '400/111', '400/105'], ['201', '400/105']),
      kind(/^sessions: PUT with .* by (cyd|bob)/, ['404/101', '400/105', '200'], ['400/105', '400/136', '404/101', '200']),
      kind(/^sessions: (a session for|GET \/(classes\/_Session|sessions)|GET of another's)/, ['200', '201'], ['200', '201']),
    ],
  },
  upgradeToRevocableSession: {
    line: 'C4',
    kinds: [kind(/^sessions: POST \/upgradeToRevocableSession by /, ['200', '404/101', '400/209'], ['404/101', '400/209', '400/119'])],
  },
  'PUT /sessions/me without a session': {
    line: 'A11',
    kinds: [kind(/^sessions: PUT \/sessions\/me by /, ['404/101', '500/1'], ['400/209', '200', '404/101'])],
  },
  'sessions by the maintenance key': {
    line: 'new',
    kinds: [kind(/^sessions: .* by the maintenance key/, ['400/209', '500/1', '404/101'], ['200', '404/101', '400/209'])],
  },
  '/users/me and /sessions/me as if me were an id': {
    line: 'new',
    kinds: [
      kind(/^sessions: .*\/(users|sessions)\/me by /, ['400/111', '400/119', '400/206', '400/209', '404/101', '200', '500/1'], ['404/108']),
    ],
  },
  'loginAs reads its query, and takes odd ids': {
    line: 'C7',
    kinds: [kind(/^sessions: loginAs /, ['200', '404/101', '400/119'], ['400/162', '404/101', '400/119'])],
  },
  'texts of a missing session': { line: 'B2', kinds: [kind(/^sessions: DELETE /, '404/101', '404/101')] },
};

const rolesAndInstallations: Readonly<Record<string, Gap>> = {
  'a role whose name is no string': {
    line: 'B2',
    kinds: [kind(/^roles: create with name number/, '400/111', '400/111'), kind(/^roles: change the name deleted/, '400/111', '400/136')],
  },
  'a role that loses its ACL': {
    line: 'new',
    kinds: [kind(/^roles: (change|get after|delete after) ACL deleted by /, ['400/111', '200'], ['404/101', '200'])],
  },
  'a role of a name that is taken': { line: 'B2', kinds: [kind(/^roles: create with name taken/, '400/137', '400/137')] },
  'objectId in answers of installations': { line: 'D6', kinds: [kind(/^installations: (create|change) /, '200', '200')] },
  'members of installations of a wrong type': {
    line: 'A10',
    kinds: [
      kind(/^installations: create with /, '400/111', ['400/133', '400/134']),
      kind(/^installations: change the /, ['500/1', '400/111'], '400/136'),
    ],
  },
  'installations by the maintenance key and texts of refusals': {
    line: 'new',
    kinds: [kind(/^installations: find /, '400/119', ['200', '400/119'])],
  },
};

export const KNOWN_GAPS: Readonly<Record<string, Gap>> = {
  ...objects,
  ...classes,
  ...accounts,
  ...sessions,
  ...rolesAndInstallations,
};
