import { AUDIENCE, GLOBAL_CONFIG, GRAPHQL_CONFIG, PUSH_STATUS } from '@parlance/platform-classes';
import { isObject } from '@parlance/values';
import { counted, type Finding } from '../finding.ts';
import type { Examination, Looking } from './looking.ts';

const AUDIENCES_MAX = 10_000;
const EXAMPLES = 5;

/** Pushes that are on their way, named audiences, and the documents of Config. */
export const pushes: Examination = {
  subject: 'pushes and parameters',
  async *look({ database, collections }: Looking): AsyncIterable<Finding> {
    if (collections.has(PUSH_STATUS)) {
      const waiting = await database.count(PUSH_STATUS, { status: { $in: ['scheduled', 'pending', 'running'] } });
      const text = `${counted(waiting, 'push', 'pushes')} that Parse Server has accepted and not sent ${waiting === 1 ? 'stays' : 'stay'} unsent: send ${waiting === 1 ? 'it' : 'them'} anew after the move.`;
      if (waiting > 0) yield { id: 'waiting-pushes', level: 'act', about: PUSH_STATUS, text, count: waiting, see: 'docs/push.md' };
    }
    if (collections.has(AUDIENCE)) {
      const audiences = await database.find(AUDIENCE, {}, AUDIENCES_MAX, { query: 1 });
      const text = 'Audiences with a query that is no JSON object reach nobody.';
      const broken = audiences.filter(({ query }) => !isQuery(query)).map(({ _id }) => String(_id));
      if (broken.length > 0)
        yield { id: 'broken-audiences', level: 'act', about: AUDIENCE, text, count: broken.length, examples: broken.slice(0, EXAMPLES) };
      if (audiences.length > 0)
        yield {
          id: 'audiences',
          level: 'note',
          about: AUDIENCE,
          text: `${counted(audiences.length, 'audience')} go on.`,
          count: audiences.length,
        };
    }
    if (collections.has(GLOBAL_CONFIG)) {
      const [config] = await database.find(GLOBAL_CONFIG, { _id: 1 }, 1);
      const others = await database.count(GLOBAL_CONFIG, { _id: { $ne: 1 } });
      const params: unknown = config?.['params'];
      const count = isObject(params) ? Object.keys(params).length : 0;
      yield { id: 'parameters', level: 'note', about: GLOBAL_CONFIG, text: `${counted(count, 'parameter')} go on.`, count };
      const text = 'Parameters are in the document whose id is the number 1: nobody reads the others.';
      if (others > 0) yield { id: 'foreign-parameters', level: 'act', about: GLOBAL_CONFIG, text, count: others };
    }
    if (collections.has(GRAPHQL_CONFIG) && (await database.count(GRAPHQL_CONFIG, {})) > 0) {
      yield {
        id: 'graphql',
        level: 'differs',
        about: GRAPHQL_CONFIG,
        text: 'GraphQL is not served yet: its configuration stays and has no effect.',
      };
    }
  },
};

function isQuery(query: unknown): boolean {
  try {
    return isObject(typeof query === 'string' ? JSON.parse(query) : query);
  } catch {
    return false;
  }
}
