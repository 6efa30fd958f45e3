import { cloud } from '@parlance/admin-operations';
import { functions } from '@parlance/contracts';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';
import { partsOf, type CodeReport } from './code-parts.ts';
import { followLines } from './follow-lines.ts';
import { askedOf, pageOf, type StoredLine } from './log-lines.ts';

/** More would not fit into a message. */
const CONTENTS_MAX = 2_000;

type Webhook = { readonly url: string } & (
  { readonly functionName: string } | { readonly className: string; readonly triggerName: string }
);

export const CLOUD_HANDLERS: readonly AnyAdminHandler[] = [
  handles(cloud.listReleases, async (_request, { ask }) => {
    const { releases } = await ask(functions.listReleases, {});
    return { releases: releases.map(rowOf) };
  }),
  handles(cloud.getRelease, async ({ release }, { ask }) => {
    const { manifest, contents, ...shown } = await ask(functions.readRelease, { release });
    const { functions: names, jobs } = manifest;
    return { ...shown, functions: [...names], triggers: triggersOf(manifest), jobs: [...jobs], contents: contents.slice(0, CONTENTS_MAX) };
  }),
  handles(cloud.activateRelease, ({ release }, { ask }) => ask(functions.rollBack, { release })),
  handles(cloud.rollBackRelease, (_request, { ask }) => ask(functions.rollBack, {})),
  handles(cloud.withdrawRelease, (_request, { ask }) => ask(functions.rollBack, { release: null })),
  handles(cloud.removeRelease, ({ release }, { ask }) => ask(functions.removeRelease, { release })),
  handles(cloud.reportCode, async ({ hours }, { ask }) => {
    const report = jsonOf<CodeReport>(await ask(functions.reportCode, { parameters: { hours } }));
    return { version: report.version, state: report.state, since: report.since, parts: partsOf(report) };
  }),
  handles(cloud.readLogs, async ({ from, until, limit, ...narrowed }, { ask }) => {
    const parameters = { ...askedOf(narrowed), from, until, size: limit, order: 'desc' };
    return pageOf(jsonOf<StoredLine[]>(await ask(functions.readLog, { parameters })), limit);
  }),
  handles(cloud.followLogs, ({ last, ...narrowed }, { ask, signal }) =>
    followLines((parameters) => ask(functions.followLog, { parameters: { ...askedOf(narrowed), ...parameters } }), last, signal),
  ),
  handles(cloud.listWebhooks, async (_request, { ask }) => {
    const lists = await Promise.all((['function', 'trigger'] as const).map((kind) => ask(functions.listHooks, { kind })));
    return { webhooks: lists.flatMap((list) => jsonOf<Webhook[]>(list)).map(webhookOf) };
  }),
];

function rowOf({ manifest, ...shown }: functions.ReleaseView): cloud.ReleaseRow {
  return { ...shown, functions: manifest.functions.length, triggers: triggersOf(manifest).length, jobs: manifest.jobs.length };
}

function triggersOf({ triggers }: functions.ReleaseView['manifest']): string[] {
  return Object.entries(triggers).flatMap(([className, kinds]) => kinds.map((kind) => `${kind} ${className}`));
}

function webhookOf(hook: Webhook) {
  const url = withoutParameters(hook.url);
  if ('functionName' in hook) return { kind: 'function' as const, name: hook.functionName, url };
  return { kind: 'trigger' as const, name: `${hook.triggerName} ${hook.className}`, url };
}

/** Some services take their secrets in the parameters of an address. */
function withoutParameters(address: string): string {
  const url = URL.parse(address);
  return url === null ? '…' : `${url.origin}${url.pathname}${url.search === '' ? '' : '?…'}`;
}
