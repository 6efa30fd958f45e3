import { kind, type Kind } from '../generated/kinds.ts';

/** Kinds of differences on purpose in requests about installations and pushes, by the keys of their rows. */
export const PUSH_DIFFERENCES = {
  'push-callers': [kind(/^(callers: POST \/push|pushes: (nothing )?sent) by /, '403', '400/115')],
  'push-requests': [
    kind(/^pushes: where: /, '200', ['400/102', '400/133']),
    kind(/^pushes: channels: /, '200', ['400/134', '400/112']),
    kind(/^pushes: (data: |type: |members: \w+ alone)/, '200', '400/115'),
    kind(/^pushes: alert: /, '200', '400/111'),
    kind(/^pushes: badge: /, ['200', '500/1'], '400/115'),
    kind(/^pushes: text /, ['400', '400/115'], '400/107'),
    kind(/^pushes: GET of the route$/, '404', '200'),
  ],
  'push-times': [
    kind(/^pushes: push_time: /, ['200', '400/115'], '400/152'),
    kind(/^pushes: (expiration_|members: both ends, )/, ['200', '400/115'], '400/138'),
  ],
  'push-audiences': [
    kind(/^audiences of pushes: .* a query that is an object$/, ['400/111', '404/101'], ['201', '200']),
    kind(/^audiences of pushes: (create with|change to) a query /, ['201', '200'], ['400/102', '400/107']),
    kind(/^audiences of pushes: (get|delete) after a query /, ['200', '500/1'], '404/101'),
    kind(/^audiences of pushes: get after the change to /, ['200', '500/1'], '200'),
    kind(/^audiences of pushes: (get after (no query|nothing)|change to nothing|find with order)$/, '500/1', '200'),
    kind(/^audiences of pushes: change to an objectId$/, '500/1', '400/105'),
  ],
  'push-fields': [
    kind(/^schemas of classes [^:]*: .*_PushStatus/, '200', '200', { weAnswer: /"numTargeted"/ }),
    kind(/^statuses of pushes: a title: its status/, '200', '200', { weAnswer: /"title":"a label"/ }),
  ],
  'known-installations': [
    kind(/^installations: create with /, '200', '200', { weAnswer: /"objectId"/ }),
    kind(/^registrations: (?!.*: the installations then$)/, '200', '200', { weAnswer: /"objectId"/ }),
    kind(/^installations: find by /, '400/119', '200'),
  ],
  'moved-tokens': [kind(/^registrations: .* are apart gets its token: the installations then$/, '200', '200')],
  'installation-values': [
    kind(/^installations: change the id deleted /, '500/1', '400/132'),
    kind(
      /^installations: create with (id|type|channels|nothing|no)/,
      ['201', '500/1'],
      ['400/112', '400/132', '400/133', '400/134', '400/135'],
    ),
    kind(/^batches of failing parts: an installation without an id by the master key/, '200', '200'),
  ],
} satisfies Readonly<Record<string, readonly Kind[]>>;
