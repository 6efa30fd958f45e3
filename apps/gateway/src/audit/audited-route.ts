import type { Bus } from '@parlance/bus';
import type { AppRoute } from '../routes/route.ts';
import { auditedCall, pathOf, withAuthor } from './audited-call.ts';

/** The same route, of which each request leaves an entry in the audit: it is written before the request is answered, and its outcome after. */
export function auditedRoute<Path extends string>(bus: Bus, route: AppRoute<Path>): AppRoute<Path> {
  const { method, path: pattern, operation: action } = route;
  return {
    ...route,
    audited: 'gateway',
    answer: (call) => {
      const { path, input, caller } = call;
      const context = withAuthor(call.context, caller);
      const change = { action, act: `${method} ${pathOf(pattern, path)}`, path, input };
      return auditedCall(bus, change, context, () => route.answer({ ...call, context }));
    },
  };
}
