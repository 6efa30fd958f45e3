import { auditedChange, withoutSecrets } from '@parlance/audit';
import type { Bus } from '@parlance/bus';
import { data, type Author, type Caller, type RequestContext, type RestReply } from '@parlance/contracts';

/** A request that changes something. */
interface ChangeRequest {
  /** Subject of the operation. */
  readonly action: string;
  /** Method and path. */
  readonly act: string;
  readonly path: Readonly<Record<string, string>>;
  /** Body of the request. */
  readonly input: Readonly<Record<string, unknown>>;
}

const CLASS_CHANGES: ReadonlySet<string> = new Set([data.createClass, data.changeClass, data.dropClass].map(({ subject }) => subject));

/** The same request, of which the audit knows the author: the holder of the master key, and their address. */
export function withAuthor(context: RequestContext, { origin: { address } }: Caller): RequestContext {
  const author: Author = { kind: 'masterKey', id: '', name: '', address };
  return { ...context, author };
}

/**
 * Makes a change that is asked with the master key, with an entry in the audit: of a class, its schema before and after; of all else, the
 * body of the request.
 */
export function auditedCall<Reply>(bus: Bus, asked: ChangeRequest, context: RequestContext, change: () => Promise<Reply>): Promise<Reply> {
  const { action, act: text, path, input } = asked;
  if (!CLASS_CHANGES.has(action)) {
    const changes = Object.keys(input).length === 0 ? [] : [{ name: 'request', after: withoutSecrets(input) }];
    return auditedChange(bus, { action, text, changes }, context, change);
  }
  const className = path['className'] ?? input['className'];
  const schema = (): Promise<unknown> => schemaOf(bus, String(className), context);
  return auditedChange(bus, { action, text, changes: [] }, context, async (note) => {
    const before = await schema();
    const reply = await change();
    note({ name: `class ${String(className)}`, before, after: await schema() });
    return reply;
  });
}

/** Null for a class that is not there, or that cannot be asked for: then the change says why. */
async function schemaOf(bus: Bus, className: string, context: RequestContext): Promise<unknown> {
  try {
    const { body }: RestReply = await bus.call(data.describeClass, { className }, context);
    return withoutSecrets(JSON.parse(Buffer.from(body).toString()));
  } catch {
    return null;
  }
}

/** A path as it was asked. */
export function pathOf(pattern: string, parameters: Readonly<Record<string, string>>): string {
  return pattern.replace(/:(\w+)\+?/g, (_, name: string) => parameters[name] ?? '');
}
