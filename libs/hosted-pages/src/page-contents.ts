import type { PageName } from '@parlance/app-settings';
import { markup, type Html } from './markup.ts';
import type { Contents } from './layout.ts';
import { appPath, type View } from './view.ts';

/** The state that a page is made from. */
export interface PageState {
  /** Of the link that leads here. */
  readonly token?: string | undefined;
  /** Why a password was not taken, in words for people. */
  readonly error?: string | undefined;
}

/** The contents of each page. */
export const PAGE_CONTENTS: Readonly<Record<PageName, (view: View, state: PageState) => Contents>> = {
  passwordReset: (view, state) => ({
    title: 'passwordResetTitle',
    text: 'passwordResetText',
    more: passwordForm(view, state),
  }),
  passwordResetSuccess: () => ({ title: 'passwordResetSuccessTitle', text: 'passwordResetSuccessText', good: true }),
  passwordResetLinkInvalid: () => ({ title: 'passwordResetLinkInvalidTitle', text: 'passwordResetLinkInvalidText' }),
  emailVerificationSuccess: () => ({ title: 'emailVerificationSuccessTitle', text: 'emailVerificationSuccessText', good: true }),
  emailVerificationSendSuccess: () => ({
    title: 'emailVerificationSendSuccessTitle',
    text: 'emailVerificationSendSuccessText',
    good: true,
  }),
  emailVerificationSendFail: () => ({ title: 'emailVerificationSendFailTitle', text: 'emailVerificationSendFailText' }),
  emailVerificationLinkInvalid: (view) => ({
    title: 'emailVerificationLinkInvalidTitle',
    text: 'emailVerificationLinkInvalidText',
    more: resendByName(view),
  }),
  emailVerificationLinkExpired: (view, state) => ({
    title: 'emailVerificationLinkExpiredTitle',
    text: 'emailVerificationLinkExpiredText',
    more: resendForms(view, state),
  }),
};

function passwordForm(view: View, { token, error }: PageState): Html | undefined {
  const { app, speech } = view;
  if (app === undefined) return undefined;
  const complaint = error === undefined ? undefined : markup`<p class="complaint" id="complaint" role="alert">${error}</p>`;
  const faulty = complaint && markup` aria-invalid="true" aria-describedby="complaint"`;
  return markup`<form method="post" action="${appPath(view, app.id, 'request_password_reset')}">
${complaint}
<input type="hidden" name="token" value="${token}">
<label for="new_password">${speech.say('passwordLabel')}</label>
<input type="password" id="new_password" name="new_password" autocomplete="new-password" required autofocus${faulty}>
<label for="confirm">${speech.say('passwordConfirmLabel')}</label>
<input type="password" id="confirm" name="confirm" autocomplete="new-password" required>
<button type="submit">${speech.say('passwordSubmit')}</button>
</form>`;
}

/** By the link itself, and by name for links that nothing is known of any more. */
function resendForms(view: View, { token }: PageState): Html | undefined {
  const { app, speech } = view;
  if (app === undefined || token === undefined) return resendByName(view);
  return markup`<form method="post" action="${appPath(view, app.id, 'resend_verification_email')}">
<input type="hidden" name="token" value="${token}">
<button type="submit">${speech.say('resendSubmit')}</button>
</form>
<details><summary>${speech.say('resendByName')}</summary>
${resendByName(view)}
</details>`;
}

function resendByName(view: View): Html | undefined {
  const { app, speech } = view;
  if (app === undefined) return undefined;
  return markup`<form method="post" action="${appPath(view, app.id, 'resend_verification_email')}">
<label for="username">${speech.say('usernameLabel')}</label>
<input type="text" id="username" name="username" autocomplete="username" autocapitalize="none" required>
<button type="submit">${speech.say('resendSubmit')}</button>
</form>`;
}
