import { useCallback, useLayoutEffect, useRef } from 'react';

/** One function for all renders, which does as the latest one would: parts that get it need no new render. Not to be called in a render. */
export function useStable<A extends readonly unknown[], R>(latest: (...args: A) => R): (...args: A) => R {
  const current = useRef(latest);
  useLayoutEffect(() => {
    current.current = latest;
  });
  return useCallback((...args: A) => current.current(...args), []);
}
