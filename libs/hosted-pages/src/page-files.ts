import type { PageName } from '@parlance/app-settings';

/** Names of the pages in addresses: Parse Server's of today, and those that older apps have in their links. */
const FILES: readonly (readonly [string, PageName])[] = [
  ['password_reset.html', 'passwordReset'],
  ['password_reset_success.html', 'passwordResetSuccess'],
  ['password_reset_link_invalid.html', 'passwordResetLinkInvalid'],
  ['email_verification_success.html', 'emailVerificationSuccess'],
  ['email_verification_send_success.html', 'emailVerificationSendSuccess'],
  ['email_verification_send_fail.html', 'emailVerificationSendFail'],
  ['email_verification_link_invalid.html', 'emailVerificationLinkInvalid'],
  ['email_verification_link_expired.html', 'emailVerificationLinkExpired'],
  ['choose_password', 'passwordReset'],
  ['invalid_link.html', 'passwordResetLinkInvalid'],
  ['invalid_verification_link.html', 'emailVerificationLinkInvalid'],
  ['link_send_success.html', 'emailVerificationSendSuccess'],
  ['link_send_fail.html', 'emailVerificationSendFail'],
  ['verify_email_success.html', 'emailVerificationSuccess'],
];

const PAGES: ReadonlyMap<string, PageName> = new Map(FILES);
/** The first name of each page is the one to lead to. */
const NAMES: ReadonlyMap<PageName, string> = new Map([...FILES].reverse().map(([file, page]) => [page, file]));

/** The page of this name, in any case; undefined for all names that are not listed. */
export function pageOf(file: string): PageName | undefined {
  return PAGES.get(file.toLowerCase());
}

export function fileOf(page: PageName): string {
  return NAMES.get(page) ?? '';
}
