import type { MailKind } from '../records/mail-links.ts';

/** A mail with placeholders. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

type Localised = { readonly en: MailText } & Readonly<Record<string, MailText>>;

interface Words {
  readonly subject: string;
  readonly greeting: string;
  /** States the occasion of the mail and the step to take. */
  readonly request: string;
  /** On the button. */
  readonly action: string;
  readonly otherwise: string;
  readonly ignore: string;
}

/** The built-in texts, by language. No name of a user is in them: by it strangers could make this platform say anything they like. */
export const BUILT_IN: Readonly<Record<MailKind, Localised>> = {
  verification: {
    en: mailText('en', {
      subject: 'Please verify your e-mail address for {{appName}}',
      greeting: 'Hello,',
      request: 'please confirm that {{email}} is your address for {{appName}}.',
      action: 'Verify my address',
      otherwise: 'If the button does not work, open this address in your browser:',
      ignore: 'If you have not asked for this, you can ignore this mail.',
    }),
    de: mailText('de', {
      subject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse für {{appName}}',
      greeting: 'Guten Tag,',
      request: 'bitte bestätigen Sie, dass {{email}} Ihre Adresse für {{appName}} ist.',
      action: 'Adresse bestätigen',
      otherwise: 'Falls der Knopf nicht funktioniert, öffnen Sie diese Adresse in Ihrem Browser:',
      ignore: 'Falls Sie das nicht angefordert haben, können Sie diese Mail ignorieren.',
    }),
    fr: mailText('fr', {
      subject: 'Veuillez confirmer votre adresse e-mail pour {{appName}}',
      greeting: 'Bonjour,',
      request: 'veuillez confirmer que {{email}} est bien votre adresse pour {{appName}}.',
      action: 'Confirmer mon adresse',
      otherwise: 'Si le bouton ne fonctionne pas, ouvrez cette adresse dans votre navigateur :',
      ignore: 'Si vous n’êtes pas à l’origine de cette demande, ignorez ce message.',
    }),
  },
  'password-reset': {
    en: mailText('en', {
      subject: 'Choose a new password for {{appName}}',
      greeting: 'Hello,',
      request: 'somebody, probably you, asked for a new password for {{appName}}.',
      action: 'Choose a new password',
      otherwise: 'If the button does not work, open this address in your browser:',
      ignore: 'If you have not asked for this, you can ignore this mail: your password stays as it is.',
    }),
    de: mailText('de', {
      subject: 'Neues Passwort für {{appName}}',
      greeting: 'Guten Tag,',
      request: 'jemand, vermutlich Sie, möchte ein neues Passwort für {{appName}}.',
      action: 'Neues Passwort wählen',
      otherwise: 'Falls der Knopf nicht funktioniert, öffnen Sie diese Adresse in Ihrem Browser:',
      ignore: 'Falls Sie das nicht angefordert haben, können Sie diese Mail ignorieren: Ihr Passwort bleibt, wie es ist.',
    }),
    fr: mailText('fr', {
      subject: 'Nouveau mot de passe pour {{appName}}',
      greeting: 'Bonjour,',
      request: 'quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour {{appName}}.',
      action: 'Choisir un mot de passe',
      otherwise: 'Si le bouton ne fonctionne pas, ouvrez cette adresse dans votre navigateur :',
      ignore: 'Si vous n’êtes pas à l’origine de cette demande, ignorez ce message : votre mot de passe reste inchangé.',
    }),
  },
};

function mailText(language: string, { subject, greeting, request, action, otherwise, ignore }: Words): MailText {
  return {
    subject,
    text: `${greeting}\n\n${request}\n\n${action}:\n{{link}}\n\n${ignore}\n\n{{appName}}\n`,
    html: `<!DOCTYPE html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${subject}</title></head>
<body style="margin:0;padding:24px;background:#f4f4f5;color:#18181b;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px">
<h1 style="margin:0 0 16px;font-size:20px">{{appName}}</h1>
<p>${greeting}</p>
<p>${request}</p>
<p style="margin:24px 0"><a href="{{link}}" style="display:inline-block;padding:12px 20px;background:#1d4ed8;color:#ffffff;border-radius:6px;text-decoration:none">${action}</a></p>
<p>${otherwise}<br><a href="{{link}}" style="color:#1d4ed8;word-break:break-all">{{link}}</a></p>
<p>${ignore}</p>
</div>
</body>
</html>
`,
  };
}
