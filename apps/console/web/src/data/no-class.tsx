import { Empty } from '../parts/empty.tsx';
import { t } from '../texts/index.ts';
import { useTitle } from '../parts/page.tsx';

/** The data browser before a class is chosen; small screens show the list of classes alone. */
export function NoClass() {
  useTitle(t.shell.data);
  return <Empty title={t.data.chooseClass} next={t.data.chooseClassNext} />;
}
