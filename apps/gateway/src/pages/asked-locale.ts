import type { IncomingMessage } from 'node:http';
import { chooseLocale, type LocaleSettings } from '@parlance/hosted-pages';

/** The language that a client asks for by its header fields; undefined in an app that speaks one. */
export function askedLocale(settings: LocaleSettings, { headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return settings.enableLocalization ? chooseLocale(settings, undefined, headers['accept-language']) : undefined;
}
