import { indexes } from '@parlance/admin-operations';
import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { handles, type AdminCall, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';
import { adviceOn, shownQuery, type SlowQuery } from './slow-queries.ts';
import { buildOf, indexesIn, type DescribedIndexes, type ShownBuild } from './described-indexes.ts';

/** Slow queries that are looked at for those with advice. */
const LOOKED_AT = 200;

export const INDEXES_HANDLERS: readonly AnyAdminHandler[] = [
  handles(indexes.listIndexes, async ({ className }, call) => ({ indexes: indexesIn(await described(call, className)) })),
  handles(indexes.buildIndex, async ({ className, name, key, unique, sparse, expireAfterSeconds }, { ask }) => {
    const fields = Object.fromEntries(key.map(({ field, direction }) => [field, /^-?1$/.test(direction) ? Number(direction) : direction]));
    const options = {
      ...(unique ? { unique } : {}),
      ...(sparse ? { sparse } : {}),
      ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds }),
    };
    const indexOptions = Object.keys(options).length === 0 ? {} : { [name]: options };
    const reply = await ask(data.changeIndexes, { className, indexes: { [name]: fields }, indexOptions });
    return { build: existingBuild(jsonOf<DescribedIndexes>(reply), name) };
  }),
  handles(indexes.readBuild, async ({ className, name }, call) => ({ build: existingBuild(await described(call, className), name) })),
  handles(indexes.dropIndex, async ({ className, name }, { ask }) => {
    const reply = await ask(data.changeIndexes, { className, indexes: { [name]: { __op: 'Delete' } }, indexOptions: {} });
    return { indexes: indexesIn(jsonOf<DescribedIndexes>(reply)) };
  }),
  handles(indexes.unusedIndexes, async ({ className }, { ask }) => {
    const used = await ask(data.indexUses, className === undefined ? {} : { className });
    return { indexes: used.indexes.filter(({ uses, unique, isPlatforms }) => uses === 0 && !unique && !isPlatforms) };
  }),
  handles(indexes.adviseIndexes, async ({ className, limit }, { ask }) => {
    const parameters = { limit: LOOKED_AT, ...(className === undefined ? {} : { class: className }) };
    const { results } = jsonOf<{ results: SlowQuery[] }>(await ask(data.slowQueries, { parameters }));
    return { advice: results.flatMap(adviceOn).slice(0, limit) };
  }),
  handles(indexes.slowQueries, async ({ className, since, until, limit }, { ask }) => {
    const bounds = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
    const parameters = { limit, ...bounds, ...(className === undefined ? {} : { class: className }) };
    const { results } = jsonOf<{ results: SlowQuery[] }>(await ask(data.slowQueries, { parameters }));
    return { queries: results.map(shownQuery) };
  }),
];

async function described({ ask }: AdminCall, className: string): Promise<DescribedIndexes> {
  return jsonOf<DescribedIndexes>(await ask(data.describeClass, { className }));
}

function existingBuild(of: DescribedIndexes, name: string): ShownBuild {
  const build = buildOf(of, name);
  if (build === undefined) throw new ParseError('ObjectNotFound', 'There is no such index, and none is being made.');
  return build;
}
