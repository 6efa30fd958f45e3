import type { Steps } from './difference.ts';

/** Steps of schemas and permissions whose answers differ, by reason, with Parlance's answers. */
export const schemasDifferences = {
  'include-permissions': {
    'class permissions: include of what may not be read': [200, { results: [{ objectId: '{{pointing to locked objects}}' }] }],
  },
  'permission-order': {
    'class permissions: ClpSignedIn: create with a new field': [404, 101],
  },
  'schema-shapes': {
    'schemas: add ACL': [400, 111],
    'schemas: fields that are a text': [400, 107],
    'malformed class permissions: a list': [400, 107],
  },
} satisfies Readonly<Record<string, Steps>>;
