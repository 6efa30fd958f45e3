import type { Steps } from './difference.ts';

/** Steps of names whose answers differ, by reason, with Parlance's answers. */
export const namesDifferences = {
  'class-names': {
    'names of classes: a digit first, create': [400, 103],
    'names of classes: a digit first, update': [400, 103],
    'names of classes: a digit first, delete': [400, 103],
    'names of classes: a hyphen, create': [400, 103],
    'names of classes: a hyphen, update': [400, 103],
    'names of classes: a hyphen, delete': [400, 103],
    'names of classes: an underscore first, create': [400, 103],
    'names of classes: an underscore first, update': [400, 103],
    'names of classes: an underscore first, delete': [400, 103],
    'names of classes: a dollar, create': [400, 103],
    'names of classes: a dollar, find': [200, { results: [] }],
    'names of classes: a dollar, get': [404, 101],
    'names of classes: a dollar, update': [400, 103],
    'names of classes: a dollar, delete': [400, 103],
  },
  'forbidden-keys': {
    'names of fields: a dot at the end': [400, 105],
    'names of fields: a dot at the end, in a change': [400, 105],
    'names of fields: constructor': [400, 105],
    'names of fields: prototype': [400, 105],
    'names of fields: prototype in a nested key': [400, 105],
    'names of fields: constructor, in a change': [400, 105],
    'names of fields: prototype, in a change': [400, 105],
    'names of fields: prototype in a nested key, in a change': [400, 105],
    'names of fields: constructor in a where': [400, 105],
    'names of fields: constructor as an operand in a where': [400, 105],
  },
  'internal-names': {
    'names of fields: an internal name in a where': [400, 105],
    'names of fields: an internal name in keys': [400, 105],
  },
  'names-in-lists': {
    'names of fields: a bad name in keys': [400, 105],
    'keys and include: keys as a number': [400, 105],
    'keys and include: keys with spaces': [200, { results: [{ objectId: '{{first}}' }, { objectId: '{{second}}' }] }],
    'keys and include: include a bad name': [400, 105],
    'keys and include: include a number': [400, 105],
  },
} satisfies Readonly<Record<string, Steps>>;
