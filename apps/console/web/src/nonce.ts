import { setNonce } from 'get-nonce';

/** The nonce that the page's policy allows styles with. Scripts need none: they come from files of our own alone. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';

// Dialogs of Mantine lock the scrolling by a <style>, whose library asks get-nonce.
setNonce(styleNonce);
