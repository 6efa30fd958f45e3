import { authorize, explain, MASTER, PUBLIC, type Explanation, type GuardedDocument, type Identity } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { USER } from '@parlance/platform-classes';
import { eq } from '@parlance/query';
import { assertClassName, emptySchema, isObjectId, shown, type ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { classPolicy, type ClassPolicy } from '../classes/class-policy.ts';
import { queryTimeMs } from '../find/query-time.ts';
import { restReply } from '../reply/rest-reply.ts';
import { parseAccessQuestion, type AccessQuestion } from './access-question.ts';
import { classOutcomes } from './class-outcomes.ts';

/** The members of an app that an explanation is made from. */
type ExplainedApp = Pick<App, 'settings' | 'schemas' | 'reads' | 'roles'>;

/** The answer of `POST /admin/explain-access`; `user` with all of the user's roles, inherited ones included. */
interface AccessAnswer extends Explanation {
  readonly user?: { readonly objectId: string; readonly roles: readonly string[] };
}

/** `POST /admin/explain-access` */
@Controller()
export class ExplainAccessHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.explainAccess)
  async explain(@Payload() { question }: data.ExplainAccessRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const { identity, deadline } = context;
    const app = await this.apps.of(context);
    if (identity.kind !== 'master' && identity.kind !== 'readOnlyMaster') {
      throw new ParseError('MasterKeyRequired', 'unauthorized: master key is required');
    }
    const asked = parseAccessQuestion(question);
    const { className, operation, objectId } = asked;
    const policy = policyOf(className);
    const schema = await schemaOf(app, className, policy);
    const caller = await callerOf(app, asked, deadline);
    // Such a name is that of no class, and has no objects.
    const document = objectId === undefined || policy.readers === 'nobody' ? undefined : await documentOf(app, schema, objectId, deadline);
    const earlier = classOutcomes({ className, policy, identity: caller, operation, objectId });
    const answer: AccessAnswer = explain(caller, schema, operation, document, app.settings, earlier);
    return restReply(caller.kind === 'user' ? { ...answer, user: { objectId: caller.userId, roles: caller.roles } } : { ...answer });
  }
}

function policyOf(className: string): ClassPolicy {
  const policy = classPolicy(className);
  if (policy !== undefined) return policy;
  assertClassName(className);
  throw new ParseError('InvalidClassName', `Invalid class name: ${className}.`);
}

/** @throws InvalidClassName (103) when the class does not exist */
async function schemaOf(app: ExplainedApp, className: string, policy: ClassPolicy): Promise<ClassSchema> {
  const schema = policy.readers === 'nobody' ? undefined : await app.schemas.get(className);
  if (schema !== undefined) return schema;
  if (policy.readers !== 'permission' || policy.rules !== undefined) return emptySchema(className);
  const way = app.settings.allowClientClassCreation
    ? 'Whoever saves the first object makes it.'
    : 'Only the master key makes classes (allowClientClassCreation).';
  throw new ParseError('InvalidClassName', `Class ${className} does not exist. ${way}`);
}

/** @throws ObjectNotFound (101) when there is no such user */
async function callerOf(app: ExplainedApp, { user }: AccessQuestion, deadline: number): Promise<Identity> {
  if (user === undefined) return PUBLIC;
  const schema = (await app.schemas.get(USER)) ?? emptySchema(USER);
  await documentOf(app, schema, user, deadline);
  const roles = await app.roles.rolesOf(user, deadline);
  return { kind: 'user', userId: user, roles: roles.toSorted() };
}

/** @throws ObjectNotFound (101) */
async function documentOf(app: ExplainedApp, schema: ClassSchema, objectId: string, deadline: number): Promise<GuardedDocument> {
  const found = isObjectId(objectId) ? await readOne(app, schema, objectId, deadline) : undefined;
  if (found !== undefined) return found;
  throw new ParseError('ObjectNotFound', `There is no object ${shown(objectId)} of class ${schema.className}.`);
}

async function readOne(app: ExplainedApp, schema: ClassSchema, objectId: string, deadline: number): Promise<GuardedDocument | undefined> {
  const page = { order: [], limit: 1, skip: 0, keys: undefined, excludeKeys: undefined };
  const query = authorize(MASTER, schema, 'get', { schema, condition: eq('objectId', objectId), ...page });
  const [document] = await app.reads.find(query, queryTimeMs(app.settings.queryTimeoutMs, deadline));
  return document;
}
