import { Anchor, Button, Card, NavLink, type AnchorProps, type ButtonProps, type CardProps, type NavLinkProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithoutRef, Ref } from 'react';

/** Mantine's components as links of the router: `to`, `params` and `search` are checked by the table of routes. */
type Native = Omit<ComponentPropsWithoutRef<'a'>, 'color' | 'style'> & { ref?: Ref<HTMLAnchorElement> };

/** As large as the text around it, unless it has a size of its own. */
export const LinkTo = createLink((props: AnchorProps & Native) => <Anchor inherit={props.size === undefined} {...props} />);
export const ButtonLink = createLink((props: ButtonProps & Native) => <Button component="a" {...props} />);
export const CardLink = createLink((props: CardProps & Native) => <Card component="a" {...props} />);
export const NavLinkTo = createLink((props: Omit<NavLinkProps, 'children'> & Native) => <NavLink {...props} />);
