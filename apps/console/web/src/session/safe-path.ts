/** The path to go to after the sign-in: one of this console, so that no link to the sign-in leads elsewhere. */
export const safePath = (back: string): string => (/^\/(?![/\\])/.test(back) && !/[\t\n\r]/.test(back) ? back : '/');
