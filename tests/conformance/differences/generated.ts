import { kind, type Kind } from '../generated/kinds.ts';
import { PUSH_DIFFERENCES } from './generated-pushes.ts';

/** Kinds of differences that generated requests show on purpose, by the key that their row in docs/compatibility.md begins with. */
export const GENERATED_DIFFERENCES = {
  ...PUSH_DIFFERENCES,
  unauthorized: [
    kind(/ by no key$/, '403', '403/902'),
    kind(/^(uploads|enclosed files|downloads): /, '403', ['403/902', '403/903'], {
      theyAnswer: /^(unauthorized|Permission denied|Invalid application ID\.)$/,
    }),
  ],
  'master-needed': [
    kind(/^(callers|audiences of pushes): /, '403', '403/119'),
    kind(/^(uploads|enclosed files|downloads): /, '403', '403/119'),
  ],
  'unreadable-json': [kind(/^definitions of classes: body /, '400', '400/107')],
  'file-types': [
    kind(/^(uploads: (name|type:) |enclosed files: (without one|name) |by )/, '201', '201', {
      theyAnswer: /\.txt"/,
      weAnswer: /^(?!.*\.txt")/,
    }),
    kind(/^uploads: type: .* spaces around the slash$/, '201', '400/130'),
    kind(/^downloads: (GET|HEAD) (unknown|declared) /, '200', '200', { theyAnswer: /"content-type":"false"/ }),
    kind(/^downloads: (GET|HEAD) bare /, '404', '200'),
  ],
  'file-words': [
    kind(/^uploads: fields: in one piece (metadata|tags) /, '201', ['400/107', '400/105']),
    kind(/^uploads: fields: .*metadata with a (dollar|dot)/, '201', '400/105'),
    kind(/^uploads: fields: .*metadata with a denied keyword/, '400/130', '400/105', { theyAnswer: /BSON/ }),
    kind(/^enclosed files: .*(metadata|tags) (a string|a number|null)$/, '400/105', ['400/107', '201']),
    kind(/^enclosed files: .*(metadata a list|tags a list|tags that are objects)$/, '201', '400/107'),
    kind(/^downloads: metadata of a file with tags$/, '200', '200', { weAnswer: /"tags"/ }),
  ],
  'file-sizes': [kind(/^uploads: fields: .*a largest size that is too small$/, ['400/130', '413'], '413/129')],
  'file-ranges': [
    kind(/^downloads: range /, '206', '206', { theyAnswer: /"content-range"/ }),
    kind(/^downloads: range /, ['206', '200'], ['416', '200']),
  ],
  'file-bodies': [kind(/^enclosed files: .*base64/, ['500/1', '403'], '400/130')],
  'file-routes': [
    kind(/^uploads: without a name/, '400/122', ['403/902', '403/119']),
    kind(/^uploads: (name|other methods: PUT)/, '400', ['404/108', '403/902', '400/107']),
    kind(/^downloads: DELETE without a name/, '404', ['403/119', '403/902', '400/161']),
    kind(/^downloads: GET a name that is no UTF-8$/, '400', '400/107'),
    kind(/^downloads: (HEAD|GET) a slash behind$/, '404', '200'),
    kind(/^downloads: HEAD (no name|the app alone)$/, '403', '403'),
    kind(/^downloads: metadata of another app$/, '200', '403/903'),
  ],
  'nested-files': [kind(/^files in objects: /, '200', '200', { theyAnswer: /"__type":"File"/, weAnswer: /"__type":"File"/ })],
  'unknown-routes': [kind(/^(callers|sessions|field names|uploads|enclosed files|downloads|pushes): /, '404', '404/108')],
  envelope: [
    kind(/^parameters: get, trace/, '400/102', '200'),
    kind(/^field names: names, (create|update) "_(method|context)"/, ['400/105', '201', '200'], ['400/107', '201', '200']),
  ],
  'maintenance-key': [
    kind(/^callers: (get|update|lock|delete) .* by the maintenance key$/, '200', ['404/101', '200']),
    kind(/ by the maintenance key$/, '200', '200', { theyAnswer: /"ACL"/, weAnswer: /"_(acl|rperm)"/ }),
    kind(/^roles: members by the maintenance key$/, '200', '200'),
    kind(/^audiences of pushes: the class by the maintenance key$/, '200', '400/119'),
  ],
  'cloud-logs': [kind(/^callers: GET \/scriptlog by the (read-only )?master key/, '500/1', '200')],
  'cloud-jobs': [kind(/^schemas of classes that nothing has described: .*_JobSchedule/, '200', '200', { weAnswer: /"cron"/ })],
  'server-info': [kind(/^callers: GET \/health by the (read-only )?master key$/, '200', '200')],
  'batch-parts': [
    kind(/^batches of failing parts: an unknown (route|method) /, '400/107', '200'),
    kind(/^batches of failing parts: a body that is a list /, '200', '200'),
    kind(/^batches of failing parts: a bad class /, '200', '200'),
    kind(/^batches of failing parts: a schema by (the REST key|anna|bob)$/, '200', '200'),
  ],
  'class-names': [
    kind(/^class names: create /, ['400/107', '500/1', '201'], '400/103'),
    kind(/^class names: update /, ['400/107', '404/101'], '400/103'),
    kind(/^class names: delete /, ['404/101', '500/1'], '400/103'),
    kind(/^class names: (find|count|get) /, '500/1', ['200', '404/101']),
    kind(/^class names: \w+ "(constructor|toString)"/, '500/1', ['201', '200', '404/101']),
    kind(/^aggregate: (distinct|pipeline) on /, '200', '400/119'),
  ],
  'forbidden-keys': [
    kind(
      /(object\.|object\.\.k|two dots|dot at the end|constructor|prototype|"a?\.+b?"|"a\.b"|with a\.b)/,
      ['200', '201', '500/1'],
      '400/105',
    ),
    kind(/^field names: names, (create|update|describe) "(constructor|a\.|a\.\.b)"/, ['400/111', '400/136'], '400/105'),
  ],
  'refused-documents': [kind(/^batches of failing parts: a crossing polygon /, '200', '200', { weAnswer: /"code":111/ })],
  'platform-schemas': [
    kind(/^schemas of classes [^:]*: .*, _(User|Role): GET after it$/, '400/103', '200'),
    kind(/^schemas of classes [^:]*: .*, _User: PUT/, '200', '200', {
      theyAnswer: /"protectedFields":\{"\*":\["email"\]/,
      weAnswer: /^(?!.*"protectedFields":\{"\*":\["email"\])/,
    }),
  ],
  'listed-indexes': [
    kind(/^schemas of classes in use: /, '200', '200', { weAnswer: /"indexOptions"/ }),
    kind(
      /^schemas of classes [^:]*: .*, _(User|Role|Session|Installation|Product): (PUT that deletes a field|GET at the end)$/,
      '200',
      '200',
    ),
    kind(/^schemas of classes that nothing has described: untouched, _(User|Role): (GET|PUT)/, '200', '200', {
      theyAnswer: /"(username|name)_1"/,
    }),
    kind(/^callers: GET \/schemas\/GenAsked by the (read-only )?master key/, '200', '200', { weAnswer: /"_created_at_1__id_1"/ }),
  ],
  'stored-indexes': [
    kind(/^definitions of classes: index of a path: P/, '400/102', '200'),
    kind(/^definitions of classes: index of a path: GET/, '200', '200'),
    kind(/^schemas of classes [^:]*: .*PUT (of an index on createdAt|that deletes the index)$/, '400/102', '200'),
  ],
  'internal-names': [
    kind(/^where: top, _rperm/, '200', '400/105'),
    kind(/^field names: names, where "_[rw]perm"/, '200', '400/105'),
    kind(/(order|keys|excludeKeys|include)(: |,? "?)(an internal name|a stored name|"?_)/, '200', '400/105'),
  ],
  'names-in-lists': [
    kind(/^parameters: .*(keys|excludeKeys): spaces/i, '200', '200'),
    kind(/^field names: names, order "0"/, '200', '400/105'),
    kind(
      /^parameters: (get, )?(keys|excludeKeys|include|includeAll with keys|redirectClassNameForKey)\b/,
      ['200', '500/1'],
      ['400/105', '400/102'],
    ),
    kind(/^field names: names, (keys|excludeKeys|include) /, ['200', '500/1'], '400/105'),
    kind(/^parameters: order: true, in a body/, '200', '400/102'),
  ],
  'object-id': [
    kind(
      /^(field names: names, update "objectId"|changes of users: objectId|sessions: PUT with objectId)/,
      ['500/1', '400/206', '404/101'],
      '400/105',
    ),
  ],
  times: [
    kind(/^(field names: names, (create|update) "(createdAt|updatedAt)"|sign-ups: with createdAt|changes of users: createdAt)/, '400/111', [
      '200',
      '201',
    ]),
  ],
  'malformed-values': [
    kind(/^files in objects: (create|update) .*(name|type in small letters)/, ['200', '201'], '400/111'),
    kind(/^files in objects: get .*(name|type in small letters)/, '200', '404/101'),
    kind(/^files in objects: distinct files$/, '200', '200', { theyAnswer: /5,\{"a":1\}/ }),
    kind(/^writes: update, .* set to a .*, read again$/, '200', '200'),
    kind(/^writes: (update|create), /, ['200', '201', '500/1'], ['400/111', '400/106']),
  ],
  'malformed-acl': [
    kind(/ACL/, ['200', '201', '500/1'], '400/123'),
    kind(/(order|order:) "?ACL/, '200', '400/102'),
    kind(/^changes of users: ACL string by the master key, /, ['200', '404/101', '400/209'], '200'),
  ],
  'unknown-operation': [
    kind(/^writes: .*(unknown operation|operation in small letters|operation null|SetOnInsert)/, ['500/1', '201', '200'], '400/108'),
    kind(/^field names: names, create "__op" inside/, '500/1', '400/108'),
  ],
  'relation-operations': [
    kind(/^writes: update, a missing field AddRelation of ids, read again$/, '200', '200'),
    kind(/^writes: .*(Relation|Batch) of /, '500/1', ['200', '201', '400/107', '400/111']),
    kind(/^writes: update, a missing field AddRelation of ids/, '400/107', '400/111'),
  ],
  'remove-from-missing': [kind(/^writes: update, a missing field Remove of two/, '200', '200')],
  'operand-types': [
    kind(/^files in objects: (count )?where (\$gt of a file|\$regex on a file|a file with(out)? a name)/, '200', '400/102'),
    kind(/^files in objects: (count )?where the name alone$/, '200', '200'),
    kind(/^files in objects: (count )?where \$select of a file$/, '400/107', '200'),
    kind(/^field names: names, where "order" in \$or/, '200', '400/102'),
    kind(/^where: (comparison|equality|lists|special|geo|top), /, ['200', '500/1'], ['400/102', '400/107', '400/108']),
    kind(/^where: (equality, pointer an id|top, \$or of an id on a pointer)/, '200', '200'),
    kind(/^sessions: GET \/sessions of a plain id by /, '200', '200', { theyAnswer: /"results":\[\]/ }),
    kind(/^where: special, \w+ \$relativeTime (broken|number|under)/, '400/107', '400/107'),
    kind(/^where: top, \$(or|and|nor) (object|string|null)/, '400/102', '400/102'),
    kind(/^where: lists, (createdAt|date) \$n?in \[array\]/, '400/107', '400/102'),
  ],
  'near-counts': [kind(/^where: geo, geopoint \$nearSphere .*(counted|in \$n?or)/, '500/1', '200')],
  'geo-pairs': [kind(/^where: geo, .* of pairs/, '500/1', '200')],
  'polygon-values': [kind(/^where: geo, .*\$geoWithin Polygon/, ['500/1', '200'], '200')],
  'times-as-texts': [kind(/^where: (comparison|equality), (createdAt|date) .*an ISO string/, '200', '200')],
  'relation-fields': [kind(/^where: (lists|special|equality), relation /, ['200', '500/1'], '200')],
  'null-polygons': [kind(/^writes: update, polygon set to null/, '500/1', '200')],
  'excluded-relations': [kind(/^parameters: (get, )?excludeKeys: a relation/, '200', '200')],
  hints: [kind(/^(parameters|aggregate): (distinct with a missing )?hint/, ['200', '500/1'], '400/102')],
  'whole-numbers': [
    kind(/^parameters: limit: /, '200', '400/117'),
    kind(/^parameters: skip: /, ['200', '500/1'], '400/118'),
    kind(/^parameters: (count|includeAll|comment|explain): /, ['200', '500/1'], '400/102'),
    kind(/^parameters: (subq|q|i|r)\w*Preference: /i, ['200', '500/1'], '400/102'),
  ],
  'redirect-class-name': [kind(/^parameters: redirectClassNameForKey/, '200', '200')],
  'schema-shapes': [
    kind(
      /^definitions of classes: permissions (a list|pointerFields of a number|protectedFields that is a list|text): /,
      '400/107',
      '400/107',
    ),
    kind(/^definitions of classes: index a string: /, '400/102', '400/107'),
    kind(/^definitions of classes: body \[\]/, '400/135', '400/107'),
    kind(/^definitions of classes: /, ['200', '500/1'], ['400/107', '400/102', '400/103']),
    kind(/^definitions of classes: field a default null/, '500/1', '200'),
    kind(/^definitions of classes: field an unknown member: P/, '200', '200'),
    kind(/^definitions of classes: (field|permissions) .*: GET$/, '200', '200'),
  ],
  'pipeline-shapes': [
    kind(/^aggregate: (pipeline|distinct) /, ['200', '500/1'], ['400/102', '400/105']),
    kind(/^aggregate: (distinct null|distinct empty|where alone)/, '400/102', '400/102', { theyAnswer: /^Cannot read/ }),
    kind(/^aggregate: distinct with where in quotes, in a body/, '400/105', '200'),
    kind(/^aggregate: distinct in quotes, in a body/, '200', '200'),
    kind(/^aggregate: \$limit as a string, in a body/, '400/102', '400/102'),
  ],
  'limit-zero': [
    kind(/^class permissions of callers: .*: (where about|order by) the secret by /, '200', ['400/119', '404/101'], {
      theyAnswer: /"results":\[\]/,
    }),
  ],
  'counts-of-nothing': [
    kind(/^(class permissions of callers: .*: count by the REST key|pointer permissions: .* count by nobody)/, '200', '200', {
      theyAnswer: /"count":\[\]/,
    }),
  ],
  'pointer-permissions': [
    kind(/^class permissions of callers: .*: update with a field by the REST key/, '500/1', ['400/119', '404/101']),
    kind(/^pointer permissions: .* update with a new field by nobody/, '500/1', '404/101'),
  ],
  'role-names': [
    kind(/^roles: create with name with a (colon|dot)/, '201', '400/139'),
    kind(/^roles: change the name (to itself )?by /, ['404/101', '200'], '400/136'),
    kind(/^roles: get after the name by /, '200', '200'),
  ],
  'join-collections': [kind(/^class names: \w+ "_Join/, ['200', '201', '404/101'], '400/119')],
  'empty-credentials': [
    kind(
      /^changes of users: the (name|password) to (nothing|null) by (themselves|the master key)$/,
      ['200', '400/137', '500/1'],
      ['400/200', '400/201'],
    ),
    kind(/^changes of users: the (name|password) to (nothing|null) by .*, (read|then)/, ['200', '404/101', '400/209'], '200'),
  ],
  'long-passwords': [kind(/^sign-ups: a password of 80 bytes/, '201', '400/142')],
  'json-limits': [kind(/^sign-ups: a (name|password) with a lone surrogate/, '201', '400/107')],
  'written-tokens': [
    kind(/^field names: names, create "sessionToken" with a operation/, '201', '201'),
    kind(/^sign-ups: with sessionToken/, '201', '400/105'),
    kind(/^changes of users: another token by /, '200', '400/105'),
  ],
  'strangers-bodies': [
    kind(
      /^changes of users: (authData unknown|createdAt|_hashed_password|_wperm|the password to null) by (bob|the REST key)$/,
      ['400/252', '400/111', '400/105', '500/1'],
      '400/206',
    ),
  ],
  'others-passwords': [kind(/^users with ACLs: new password with /, '200', '200', { theyAnswer: /sessionToken/ })],
  'read-only-credentials': [
    kind(/^sessions: GET \/sessions.* by the read-only master key/, '200', '200', { theyAnswer: /"sessionToken"/ }),
  ],
  'restricted-sessions': [
    kind(/^sessions: (POST with .* by cyd|a session for|GET of another's by the)/, ['200', '201'], ['200', '201'], {
      weAnswer: /"restricted":true/,
    }),
    kind(/^sessions: POST with expiresAt string by cyd/, '400/111', '201'),
    kind(/^sessions: PUT with (user|restricted) by /, ['200', '404/101'], '400/105'),
  ],
  'own-session': [
    kind(/^sessions: PUT \/sessions\/me by /, ['404/101', '500/1'], ['200', '400/209']),
    kind(/^sessions: POST \/upgradeToRevocableSession by the read-only master key/, '404/101', '400/119'),
    kind(/^sessions: PUT \/sessions\/x by the maintenance key/, '500/1', '404/101'),
  ],
  'log-in-as': [kind(/^sessions: loginAs userId object/, '200', '400/162')],
  'malformed-addresses': [kind(/^sign-ups: email /, ['201', '400/203'], '400/125'), kind(/^sign-ups: email null/, '400/203', '201')],
  'empty-linked-ids': [kind(/^sign-ups: authData anonymous (id )?empty/, ['201', '400/208'], '400/250')],
  'unsendable-mails': [
    kind(/^mails: /, '500/1', ['400/204', '400/125']),
    kind(/^mails: .*, address unknown/, '500/1', '500/1', { weAnswer: /^This app cannot send mails/ }),
  ],
  'pipeline-stubs': [kind(/^aggregate: /, '200', '200', { theyAnswer: /"relation"/ })],
} satisfies Readonly<Record<string, readonly Kind[]>>;
