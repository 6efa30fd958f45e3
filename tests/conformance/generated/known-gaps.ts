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
    kinds: [kind(/^writes: update, a missing field AddRelation of ids/, '400/107', '400/111')],
  },
  'names of fields that are refused for another reason': {
    line: 'B2',
    kinds: [
      kind(/^field names: names, update "objectId"/, '400/111', '400/105'),
      kind(/^field names: names, create "__type" inside/, '400/111', '400/111'),
    ],
  },
  'a sessionToken as a field': { line: 'new', kinds: [kind(/^field names: names, create "sessionToken" with a operation/, '201', '201')] },
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
  'platform classes without rules of their own are closed to the master key': {
    line: 'D6',
    kinds: [kind(/^class names: \w+ "_/, ['200', '201', '400/107', '400/111', '404/101', '500/1'], '400/119')],
  },
  'texts of refused definitions': {
    line: 'B2',
    kinds: [kind(/^definitions of classes: /, ['400/102', '400/103', '400/107', '400/111'], ['400/102', '400/103', '400/107', '400/111'])],
  },
  'codes of refused definitions': {
    line: 'A10',
    kinds: [kind(/^definitions of classes: body \[\]/, '400/135', '400/107')],
  },
};

const accounts: Readonly<Record<string, Gap>> = {
  'mails of an app that sends none': { line: 'B2', kinds: [kind(/^mails: /, '500/1', '500/1')] },
};

const rolesAndInstallations: Readonly<Record<string, Gap>> = {
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
  ...rolesAndInstallations,
};
