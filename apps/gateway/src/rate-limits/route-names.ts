import { NAMED_CLASSES } from '../accounts/named-class-routes.ts';
import type { RouteTable } from '../routes/route-table.ts';

/**
 * The paths under which a request's route can be limited. However a path was spelled, its fixed words are those of the route; and a class
 * with routes of its own has two names, so that `/classes/_User` is no way around a limit on `/users`. Nor is the page that sends a link
 * again a way around one on `/verificationEmailRequest`.
 *
 * @returns the path that was asked for, as it stands, where there is no such route
 */
export function routeNames(table: RouteTable, method: string, segments: readonly string[]): readonly (readonly string[])[] {
  const resolved = table.resolve(method, segments) ?? segments;
  const [first, second, ...rest] = resolved;
  const [action] = rest;
  if (first === 'apps' && action === 'resend_verification_email') return [resolved, ['verificationEmailRequest']];
  for (const [name, className] of NAMED_CLASSES) {
    if (first === name) return [resolved, ['classes', className, ...resolved.slice(1)]];
    if (first === 'classes' && second === className) return [resolved, [name, ...rest]];
  }
  return [resolved];
}
