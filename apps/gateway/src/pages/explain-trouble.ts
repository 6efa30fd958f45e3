import type { IncomingMessage } from 'node:http';
import { DEFAULT_APP_SETTINGS, type PageText } from '@parlance/app-settings';
import type { ParseError } from '@parlance/errors';
import { chooseLocale, layOut, pagesPath, speechOf } from '@parlance/hosted-pages';
import { errorReply } from '../reply/error-reply.ts';
import type { Reply } from '../reply/reply.ts';
import { pageReply } from './page-reply.ts';
import { isProgram } from './read-form.ts';

const NEUTRAL = { ...DEFAULT_APP_SETTINGS.pages, enableLocalization: true };

/**
 * An error as a page, in the browser's language: advice, and nothing about the cause. Programs get it as JSON.
 *
 * @param publicUrl address of the mount as clients reach it
 */
export function explainTrouble(error: ParseError, request: IncomingMessage, publicUrl: string): Reply | undefined {
  if (isProgram(request)) return undefined;
  const kind = troubleOf(error);
  const speech = speechOf(NEUTRAL, chooseLocale(NEUTRAL, undefined, request.headers['accept-language']), '');
  const view = { app: undefined, speech, brand: NEUTRAL.brand, base: pagesPath(publicUrl), askedLocale: undefined };
  const document = layOut(view, { title: `${kind}Title`, text: `${kind}Text` } satisfies Record<string, PageText>);
  return { ...errorReply(error), ...pageReply({ status: error.status, document, brand: NEUTRAL.brand, parameters: {}, formTargets: [] }) };
}

function troubleOf({ kind, status }: ParseError): 'unknownApp' | 'trouble' | 'refused' {
  if (kind === 'InvalidApiKey') return 'unknownApp';
  return status >= 500 || kind === 'RequestTimeout' || kind === 'RateLimited' ? 'trouble' : 'refused';
}
