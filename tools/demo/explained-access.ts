import type Parse from 'parse/node';
import { z } from 'zod';
import type { ParseSdk } from './sdk.ts';

/** The part of the answer of `POST /admin/explain-access` that is shown. */
const explanation = z.object({
  allowed: z.boolean(),
  summary: z.string(),
  rules: z.array(z.object({ rule: z.string(), outcome: z.string(), because: z.string() })),
  user: z.object({ roles: z.array(z.string()) }),
});

/** Why a user may read an object, or may not, rule by rule: asked with the master key. */
export async function explainedAccess(sdk: ParseSdk, user: Parse.User, object: Parse.Object): Promise<string[]> {
  const question = { user: user.id, className: object.className, objectId: object.id, operation: 'get' };
  const answer: unknown = await sdk.CoreManager.getRESTController().request('POST', 'admin/explain-access', question, {
    useMasterKey: true,
  });
  const { summary, rules, user: asked } = explanation.parse(answer);
  return [
    `roles: ${asked.roles.join(', ')}`,
    ...rules.map(({ rule, outcome, because }) => `${rule}: ${outcome}, since ${because}`),
    summary,
  ];
}
