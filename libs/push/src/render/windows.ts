import type { UnknownObject } from '@parlance/values';
import { seedOf } from '../plan/mulberry32.ts';
import { collapseIdOf, commonMembers, merged, plainTexts, without, type PushContent, type RenderContext } from './content.ts';
import type { Rendered } from './rendered.ts';
import { xmlText } from './xml.ts';

/** Notifications that WNS knows, as `windows.type` names them. */
export const WINDOWS_TYPES_OF_PUSH = ['toast', 'tile', 'badge', 'raw'] as const;
type WindowsPush = (typeof WINDOWS_TYPES_OF_PUSH)[number];

/**
 * The notification for Windows: a toast with title, text and the JSON of the whole payload in `launch`. A push without text is a raw
 * notification of that JSON; `windows.badge` without text is a badge; `windows.xml` is taken as it is.
 *
 * Source: docs/contract/30-push-engine.md section 6.1, docs/contract/06-push.md section 4.
 */
export function renderWns(content: PushContent, context: RenderContext): Rendered {
  const { windows = {} } = content;
  const data = merged(content.data, without(windows, 'type', 'xml', 'launch', 'tag', 'badge', 'sound'));
  const texts = plainTexts(data);
  const type = typeFor(windows, texts.body ?? texts.title);
  const collapseId = tagOf(typeof windows['tag'] === 'string' ? windows['tag'] : collapseIdOf(content));
  return {
    provider: 'wns',
    pushType: `wns/${type}`,
    ...(collapseId === undefined ? {} : { collapseId }),
    head: bodyFor(type, windows, data, context),
    tail: undefined,
  };
}

/** The toast for Windows Phone 8, with the JSON of the payload in its parameter. */
export function renderMpns(content: PushContent, context: RenderContext): Rendered {
  const data = merged(content.data, without(content.windows ?? {}, 'type', 'xml', 'launch', 'tag', 'badge', 'sound'));
  const [first, second] = lines(data, context);
  const param = `?pushJson=${encodeURIComponent(jsonOf(data, context).toWellFormed())}`;
  const toast = [
    `<wp:Text1>${xmlText(first)}</wp:Text1>`,
    second === undefined ? '' : `<wp:Text2>${xmlText(second)}</wp:Text2>`,
    `<wp:Param>${xmlText(param)}</wp:Param>`,
  ].join('');
  const notification = `<wp:Notification xmlns:wp="WPNotification"><wp:Toast>${toast}</wp:Toast></wp:Notification>`;
  const head = `<?xml version="1.0" encoding="utf-8"?>${notification}`;
  return { provider: 'mpns', pushType: 'toast', head, tail: undefined };
}

function typeFor(windows: UnknownObject, anyText: string | undefined): WindowsPush {
  const named = WINDOWS_TYPES_OF_PUSH.find((type) => type === windows['type']);
  if (named !== undefined) return named;
  if (anyText !== undefined || typeof windows['xml'] === 'string') return 'toast';
  return typeof windows['badge'] === 'number' ? 'badge' : 'raw';
}

function bodyFor(type: WindowsPush, windows: UnknownObject, data: UnknownObject, context: RenderContext): string {
  if (typeof windows['xml'] === 'string') return windows['xml'];
  const { badge } = windows;
  if (type === 'badge') return `<badge value="${xmlText(String(typeof badge === 'number' || typeof badge === 'string' ? badge : 0))}"/>`;
  if (type === 'raw') return jsonOf(data, context);
  const texts = lines(data, context);
  const template = `${type === 'tile' ? 'TileWide310x150Text' : 'ToastText'}0${texts.length === 1 ? 1 : 2}`;
  const binding = texts.map((line, at) => `<text id="${at + 1}">${xmlText(line)}</text>`).join('');
  const visual = `<visual><binding template="${template}">${binding}</binding></visual>`;
  if (type === 'tile') return `<tile>${visual}</tile>`;
  const launch = typeof windows['launch'] === 'string' ? windows['launch'] : jsonOf(data, context);
  const sound = typeof windows['sound'] === 'string' ? `<audio src="${xmlText(windows['sound'])}"/>` : '';
  return `<toast launch="${xmlText(launch)}">${visual}${sound}</toast>`;
}

/** Title and text; the title is the app's name where there is none. */
function lines(data: UnknownObject, { appName }: RenderContext): readonly [string] | readonly [string, string] {
  const { title = appName, body } = plainTexts(data);
  if (title === undefined || title === '') return [body ?? ''];
  return body === undefined ? [title] : [title, body];
}

function jsonOf(data: UnknownObject, { pushId, pushHash }: RenderContext): string {
  return JSON.stringify({ ...commonMembers(data), push_id: pushId, push_hash: pushHash });
}

/** Tags have 16 characters at most: longer ones are two hashes of 32 bits. */
function tagOf(collapseId: string | undefined): string | undefined {
  if (collapseId === undefined || collapseId === '') return undefined;
  if (/^[\x21-\x7e]{1,16}$/.test(collapseId)) return collapseId;
  const hex = (seed: number) => seed.toString(16).padStart(8, '0');
  return `${hex(seedOf(collapseId))}${hex(seedOf(`tag:${collapseId}`))}`;
}
