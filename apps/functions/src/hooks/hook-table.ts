import { hash } from 'node:crypto';
import { TRIGGER_KINDS, type data, type HookTable, type TriggerKind } from '@parlance/contracts';
import { isTrigger } from './declared-hook.ts';

const DIGEST_DIGITS = 16;

/** The part of an app's webhooks that all services learn. Triggers that there are not, which another server has stored, are left out. */
export function hookTable(hooks: readonly data.Hook[]): HookTable {
  const functions = hooks.flatMap((hook) => ('functionName' in hook ? [hook.functionName] : []));
  const triggers = new Map<string, Set<TriggerKind>>();
  for (const hook of hooks) {
    if ('functionName' in hook || !isTrigger(hook)) continue;
    const kinds = triggers.get(hook.className) ?? new Set();
    triggers.set(hook.className, kinds.add(hook.triggerName as TriggerKind));
  }
  const digest = hash('sha256', JSON.stringify(hooks), 'hex').slice(0, DIGEST_DIGITS);
  return {
    digest,
    functions: [...new Set(functions)],
    triggers: Object.fromEntries([...triggers].map(([name, kinds]) => [name, TRIGGER_KINDS.filter((kind) => kinds.has(kind))])),
  };
}
