import { PUBLIC } from '@parlance/acl';
import { DEFAULT_APP_SETTINGS, type PageName, type PagesSettings } from '@parlance/app-settings';
import type { RequestContext } from '@parlance/contracts';
import { chooseLocale, fileOf, layOut, PAGE_CONTENTS, pagesPath, speechOf, type PageState, type View } from '@parlance/hosted-pages';
import type { App } from '../apps/app.ts';
import type { AppDirectory } from '../apps/app-directory.ts';
import { parseForm } from '../body/parse-form.ts';
import { unauthorized } from '../callers/check-keys.ts';
import type { Reply } from '../reply/reply.ts';
import type { PublicCall } from '../routes/route.ts';
import { queryOf, withParameters, type PageParameters } from './page-parameters.ts';
import { pageReply, seeOther } from './page-reply.ts';
import { textOf } from './read-form.ts';

/** Tokens of links have 25 characters; the services take no longer ones than this. */
const TOKEN_LENGTH_MAX = 1_024;

export interface HostedPagesParts {
  readonly apps: AppDirectory;
  /** Address of the mount as clients reach it. */
  readonly publicUrl: () => string;
}

/** A request for a page, as far as it is known who it is for. */
export interface Visitor {
  readonly app: App | undefined;
  readonly settings: PagesSettings;
  readonly view: View;
  /** Address of the mount as clients of the app reach it, without a trailing slash. */
  readonly publicUrl: string;
  /** Of the address. */
  readonly query: Readonly<Record<string, string>>;
}
export type AppVisitor = Visitor & { readonly app: App };

/** The source of all apps' pages: finds the app and the language of a visitor, and draws a page or leads to the app's own. */
export class HostedPages {
  readonly #apps: AppDirectory;
  readonly #publicUrl: () => string;

  constructor({ apps, publicUrl }: HostedPagesParts) {
    this.#apps = apps;
    this.#publicUrl = publicUrl;
  }

  /** @throws ParseError InvalidApiKey for an app that does not exist; RateLimited; InvalidJson for a query string that cannot be read */
  async welcome(call: PublicCall, appId: string): Promise<AppVisitor> {
    const app = await this.#apps.get(appId, call.requestId);
    if (app === undefined) throw unauthorized('InvalidApiKey');
    await call.enter(app);
    return { ...this.#visitor(call, app, app.settings.pages), app };
  }

  /** A visitor who names no app. */
  welcomeAnybody(call: PublicCall): Visitor {
    return this.#visitor(call, undefined, DEFAULT_APP_SETTINGS.pages);
  }

  #visitor({ query, request }: PublicCall, app: App | undefined, settings: PagesSettings): Visitor {
    const parameters = parseForm(query);
    const asked = textOf(parameters, 'locale');
    const publicUrl = ownAddress(app) ?? this.#publicUrl();
    const locale = chooseLocale(settings, asked, request.headers['accept-language']);
    const view: View = {
      app,
      speech: speechOf(settings, locale, app?.name ?? ''),
      brand: settings.brand,
      base: pagesPath(publicUrl),
      askedLocale: asked === undefined ? undefined : locale,
    };
    return { app, settings, view, publicUrl, query: parameters };
  }

  /** The page itself, or a redirection to the app's own instead of it, which gets a token only where it is the reset form. */
  show(visitor: Visitor, page: PageName, state: PageState = {}, status = 200): Reply {
    const custom = customUrl(visitor.settings, page);
    const parameters = { ...this.#parameters(visitor), ...state };
    if (custom !== undefined) return this.#leave(custom, page, parameters);
    return this.draw(visitor, page, state, status);
  }

  /** The page itself. */
  draw(visitor: Visitor, page: PageName, state: PageState = {}, status = 200): Reply {
    const { view, settings } = visitor;
    const targets = Object.values(settings.customUrls).filter((url) => url !== undefined);
    return pageReply({
      status,
      document: layOut(view, PAGE_CONTENTS[page](view, state)),
      brand: settings.brand,
      parameters: { ...this.#parameters(visitor), ...state },
      formTargets: [visitor.publicUrl, ...targets],
    });
  }

  /** The answer to a form: a redirection, so that going back or reloading does not send it again. */
  leadTo(visitor: Visitor, page: PageName): Reply {
    const custom = customUrl(visitor.settings, page);
    const parameters = this.#parameters(visitor);
    if (custom !== undefined) return this.#leave(custom, page, parameters);
    const { appId, locale } = parameters;
    return seeOther(`${visitor.publicUrl}/apps/${fileOf(page)}${queryOf({ appId, locale })}`);
  }

  #leave(url: string, page: PageName, { token, ...parameters }: PageParameters): Reply {
    const told = page === 'passwordReset' ? { token, ...parameters } : parameters;
    return seeOther(withParameters(url, told));
  }

  #parameters({ app, view, publicUrl }: Visitor): PageParameters {
    return { appId: app?.id, appName: app?.name, locale: view.speech.locale, publicServerUrl: publicUrl };
  }
}

/** Where clients reach the app, when it says so itself; in a form that is safe in header fields. */
function ownAddress(app: App | undefined): string | undefined {
  const { publicServerURL: url = null } = app?.settings ?? {};
  return url === null ? undefined : new URL(url).href.replace(/\/+$/, '');
}

/** The token of a mailed link; undefined for a string that cannot be one. */
export function tokenOf(text: string | undefined): string | undefined {
  return text !== undefined && text.length <= TOKEN_LENGTH_MAX ? text : undefined;
}

/** The context in which a page asks services: on nobody's behalf. */
export function pageContext({ app }: AppVisitor, { arrivedAt, requestId }: PublicCall, bodyMs = 0): RequestContext {
  return { app: app.id, identity: PUBLIC, deadline: arrivedAt + bodyMs + app.settings.requestDeadlineMs, requestId };
}

/** A link that has expired is an invalid one for apps that have a page for that only. */
function customUrl({ customUrls }: PagesSettings, page: PageName): string | undefined {
  if (page !== 'emailVerificationLinkExpired') return customUrls[page];
  return customUrls.emailVerificationLinkExpired ?? customUrls.emailVerificationLinkInvalid;
}
