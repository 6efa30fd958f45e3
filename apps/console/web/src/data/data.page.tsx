import { Outlet, useParams } from '@tanstack/react-router';
import { ClassList } from './class-list.tsx';
import classes from './data.module.css';

/** The data browser: classes beside the objects of one of them; on a phone, one of the two. */
export function Page() {
  const { app = '', className } = useParams({ strict: false });
  return (
    <div className={classes.browser} data-chosen={className !== undefined}>
      <nav className={classes.list}>
        <ClassList app={app} chosen={className} />
      </nav>
      <div className={classes.content}>
        <Outlet />
      </div>
    </div>
  );
}
