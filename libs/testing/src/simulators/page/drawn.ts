import { isRecord, parseJson } from '../frame/json.ts';
import type { KeptDelivery } from '../frame/journal.ts';
import { elementsOf, findElement, parseXml } from '../frame/xml.ts';

/** A notification as its platform would show it. All parts are texts of a sender, so untrusted. */
export interface Drawn {
  readonly title?: string;
  readonly text?: string;
  /** Number on the app's icon. */
  readonly badge?: string;
  /** Handed to the app without a word to the person. */
  readonly silent: boolean;
}

/** The platforms, by the simulator that stands for each. */
export const PLATFORMS = {
  apns: { label: 'iOS', draw: drawIos },
  fcm: { label: 'Android', draw: drawAndroid },
  wns: { label: 'Windows', draw: drawWindows },
  winphone: { label: 'Windows Phone', draw: drawWindowsPhone },
  'web-push': { label: 'Web', draw: drawWeb },
} as const satisfies Record<string, { label: string; draw: (delivery: KeptDelivery) => Drawn }>;
export type PlatformName = keyof typeof PLATFORMS;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

const firstText = (...values: readonly unknown[]): string | undefined => values.map(textOf).find((text) => text !== undefined);

const drawn = (parts: Omit<Drawn, 'silent'>): Drawn => ({ ...parts, silent: parts.title === undefined && parts.text === undefined });

/** A lock screen: title and text of the alert, whose string form is the text alone. */
function drawIos({ payload }: KeptDelivery): Drawn {
  const json = parseJson(payload);
  const aps = isRecord(json) && isRecord(json.aps) ? json.aps : {};
  const alert = isRecord(aps.alert) ? aps.alert : { body: aps.alert };
  const title = [textOf(alert.title), textOf(alert.subtitle)].filter((part) => part !== undefined).join(' · ');
  return drawn({ title: textOf(title), text: textOf(alert.body), badge: textOf(aps.badge) });
}

/** The tray: a notification that the system shows, or the one that Parse's SDK makes of the data. */
function drawAndroid({ payload }: KeptDelivery): Drawn {
  const json = parseJson(payload);
  const message = isRecord(json) && isRecord(json.message) ? json.message : {};
  const android = isRecord(message.android) ? message.android : {};
  const shown = [android.notification, message.notification].filter(isRecord);
  if (shown.length > 0) {
    return drawn({ title: firstText(...shown.map(({ title }) => title)), text: firstText(...shown.map(({ body }) => body)) });
  }
  const data = [message.data, android.data].find(isRecord);
  return drawParseData(parseJson(textOf(data?.data) ?? ''));
}

/** A toast, a tile or a badge. A raw notification is for the app. */
function drawWindows({ payload, facts }: KeptDelivery): Drawn {
  const root = facts['x-wns-type'] === 'wns/raw' ? undefined : parseXml(payload);
  if (root === undefined) return drawn({});
  if (root.name === 'badge') return { badge: root.attributes.value, silent: false };
  const binding = findElement(root, 'binding');
  const [title, ...lines] = elementsOf(binding ?? root, 'text').map(({ text }) => text);
  return drawn(lines.length === 0 ? { text: textOf(title) } : { title: textOf(title), text: textOf(lines.join('\n')) });
}

function drawWindowsPhone({ payload }: KeptDelivery): Drawn {
  const root = parseXml(payload);
  if (root === undefined) return drawn({});
  const part = (name: string) => textOf(findElement(root, name)?.text);
  return drawn({ title: part('Text1') ?? part('Title'), text: part('Text2') ?? part('BackContent'), badge: part('Count') });
}

function drawWeb({ payload }: KeptDelivery): Drawn {
  return drawParseData(parseJson(payload));
}

/** `alert`, as a string or with `title` and `body`; or `title` and `body` themselves. */
function drawParseData(json: unknown): Drawn {
  if (!isRecord(json)) return drawn({});
  const notification = isRecord(json.notification) ? json.notification : {};
  const alert = isRecord(json.alert) ? json.alert : { body: json.alert };
  return drawn({
    title: firstText(json.title, notification.title, alert.title),
    text: firstText(json.body, notification.body, alert.body),
  });
}
