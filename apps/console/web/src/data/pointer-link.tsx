import type { MouseEvent } from 'react';
import { useRouter } from '@tanstack/react-router';
import classes from './grid.module.css';

interface Props {
  readonly app: string;
  readonly className: string;
  readonly objectId: string;
}

/**
 * A link to the object of a pointer. It is a plain one, because a grid has dozens of them: those of the router compute their addresses anew at
 * each navigation, and so at each letter that is typed into a filter.
 */
export function PointerLink({ app, className, objectId }: Props) {
  const router = useRouter();
  const path = `/apps/${encodeURIComponent(app)}/data/${encodeURIComponent(className)}`;
  const href = path + router.options.stringifySearch({ object: objectId });
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return; // the browser's own ways to open it
    event.preventDefault();
    router.history.push(href);
  };
  return (
    <a className={classes.pointer} href={href} tabIndex={-1} onClick={follow}>
      {objectId}
    </a>
  );
}
