import type { HeaderFields } from '../reply/cors.ts';

/** The values that a page is given, for templates of one's own: in the address of a custom page, in header fields of ours. */
export interface PageParameters {
  readonly appId?: string | undefined;
  readonly appName?: string | undefined;
  readonly token?: string | undefined;
  readonly error?: string | undefined;
  readonly locale?: string | undefined;
  readonly publicServerUrl?: string | undefined;
}

/** `x-parse-page-param-appname: M%C3%BChle`. Percent-encoded, so that no value can end its field. */
export function parameterFields(parameters: PageParameters): HeaderFields {
  return given(parameters).flatMap(([name, value]) => [
    `x-parse-page-param-${name.toLowerCase()}`,
    encodeURIComponent(value.toWellFormed()),
  ]);
}

/** The address of a custom page, with its parameters. */
export function withParameters(url: string, parameters: PageParameters): string {
  const address = new URL(url);
  for (const [name, value] of given(parameters)) address.searchParams.set(name, value);
  return address.href;
}

/** `?appId=game&locale=de`. */
export function queryOf(parameters: PageParameters): string {
  return `?${new URLSearchParams(given(parameters)).toString()}`;
}

function given(parameters: PageParameters): [string, string][] {
  return Object.entries(parameters).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '');
}
