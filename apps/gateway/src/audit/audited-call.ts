import { auditedChange, withoutSecrets } from '@parlance/audit';
import type { Bus } from '@parlance/bus';
import type { Author, Caller, RequestContext } from '@parlance/contracts';
import { watched, type ChangeRequest } from './watched-states.ts';

/** The same request, of which the audit knows the author: the holder of the master key, and their address. */
export function withAuthor(context: RequestContext, { origin: { address } }: Caller): RequestContext {
  const author: Author = { kind: 'masterKey', id: '', name: '', address };
  return { ...context, author };
}

/**
 * Makes a change that is asked with the master key, with an entry in the audit: of classes and Config parameters, their state before and
 * after; of all else, the body of the request.
 */
export function auditedCall<Reply>(bus: Bus, asked: ChangeRequest, context: RequestContext, change: () => Promise<Reply>): Promise<Reply> {
  const { action, act: text, input } = asked;
  const state = watched(asked);
  if (state === undefined) {
    const changes = Object.keys(input).length === 0 ? [] : [{ name: 'request', after: withoutSecrets(input) }];
    return auditedChange(bus, { action, text, changes }, context, change);
  }
  return auditedChange(bus, { action, text, changes: [] }, context, async (note) => {
    const before = await state.read(bus, context);
    const reply = await change();
    note({ name: state.name, before, after: await state.read(bus, context) });
    return reply;
  });
}

/** A path as it was asked. */
export function pathOf(pattern: string, parameters: Readonly<Record<string, string>>): string {
  return pattern.replace(/:(\w+)\+?/g, (_, name: string) => parameters[name] ?? '');
}
