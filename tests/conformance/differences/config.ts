import type { Steps } from './difference.ts';

/** Every flag but that of the parameter that is gone. */
const REST_OF_FLAGS = Object.fromEntries(
  'winningNumber half on nothing when where bytes list nested secret'.split(' ').map((name) => [name, false]),
);

/** Steps of Config whose answers differ, by reason, with Parlance's answers. */
export const configDifferences = {
  'config-empty-change': {
    'config: nothing to change': [200, { result: true }],
    'config: an empty body': [200, { result: true }],
    'config: params as null': [200, { result: true }],
    'config: a flag without its parameter': [200, { result: true }],
  },
  'config-flags': {
    'config: a parameter removed, read again': [200, { masterKeyOnly: REST_OF_FLAGS }],
    'config: a parameter removed, read by the master': [200, { masterKeyOnly: REST_OF_FLAGS }],
    'config: flags as a list': [400, 107],
    'config: flags as a string': [400, 107],
    'config: a flag as a string': [400, 111],
    'config: a flag as a number': [400, 111],
  },
  'config-names': {
    'config: a name with a digit first': [400, 105],
    'config: a name with a hyphen': [400, 105],
    'config: a name with a space': [400, 105],
    'config: an empty name': [400, 105],
    'config: a name with an underscore first': [400, 105],
    'config: a name with a dollar': [400, 105],
    'config: a name with a dot': [400, 105],
  },
  'config-values': {
    'config: a pointer': [400, 111],
    'config: a pointer in a list': [400, 111],
    'config: a relation': [400, 111],
    'config: an unknown type': [400, 111],
    'config: a bad date': [400, 111],
    'config: an increment': [400, 108],
    'config: params as a list': [400, 107],
    'config: params as a string': [400, 107],
    'config: params as a number': [400, 107],
  },
} satisfies Readonly<Record<string, Steps>>;
