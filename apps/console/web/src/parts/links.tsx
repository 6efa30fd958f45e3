import { Anchor, Button, Card, NavLink, type AnchorProps, type ButtonProps, type CardProps, type NavLinkProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithoutRef, Ref } from 'react';

/** Mantine's components as links of the router: `to`, `params` and `search` are checked by the table of routes. */
type Native = Omit<ComponentPropsWithoutRef<'a'>, 'color' | 'style'> & { ref?: Ref<HTMLAnchorElement> };

/** A link in a text is as large as the text, and underlined: its colour alone would not tell it apart. One with a size of its own stands alone. */
export const LinkTo = createLink((props: AnchorProps & Native) => {
  const isInText = props.size === undefined;
  return <Anchor inherit={isInText} underline={isInText ? 'always' : 'hover'} {...props} />;
});
export const ButtonLink = createLink((props: ButtonProps & Native) => <Button component="a" {...props} />);
export const CardLink = createLink((props: CardProps & Native) => <Card component="a" {...props} />);
export const NavLinkTo = createLink((props: Omit<NavLinkProps, 'children'> & Native) => <NavLink {...props} />);
