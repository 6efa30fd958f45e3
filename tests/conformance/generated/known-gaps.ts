import { kind, type Kind } from './kinds.ts';

/** Answers of ours that wait for a part of the platform. An entry whose kind no request shows any more fails the suite. */
export interface Gap {
  /** The endpoints or classes that are not served yet. */
  readonly waitsFor: string;
  readonly kinds: readonly Kind[];
}

export const KNOWN_GAPS: Readonly<Record<string, Gap>> = {
  'routes that are not served yet': {
    waitsFor: 'functions, jobs, hooks, push, GraphQL',
    kinds: [
      kind(/^callers: /, ['200', '403', '400/115', '400/119', '400/141', '409', '500/1'], '404/108', {
        weAnswer: /(hooks|security|scriptlog|push|graphql-config|functions|jobs)/,
      }),
    ],
  },
  'platform classes whose service is not there yet are closed to the master key': {
    waitsFor: 'the rules that the owners of these classes bring',
    kinds: [kind(/^class names: \w+ "_(?!Join)/, ['200', '201', '400/107', '400/111', '404/101', '500/1'], '400/119')],
  },
};
