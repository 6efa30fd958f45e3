import { priorityIn } from './apns.ts';
import { collapseIdOf, commonMembers, isSilent, merged, plainTexts, without, type PushContent, type RenderContext } from './content.ts';
import type { Rendered } from './rendered.ts';

/** The JSON for a service worker: `title`, `body` and `url` for the notification, and the sender's own members in `data`. */
export function renderWebPush(content: PushContent, context: RenderContext): Rendered {
  const { title = context.appName, body } = plainTexts(content.data);
  const { uri, ...common } = commonMembers(content.data);
  const collapseId = collapseIdOf(content);
  const json = merged(
    {
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { body }),
      ...(uri === undefined ? {} : { url: uri }),
      data: without(common, 'alert', 'title'),
    },
    content.web,
  );
  return {
    provider: 'webpush',
    priority: priorityIn(content.data) ?? (isSilent(content) ? 5 : 10),
    ...(collapseId === undefined ? {} : { collapseId }),
    head: JSON.stringify({ ...json, push_id: context.pushId, push_hash: context.pushHash }),
    tail: undefined,
  };
}
