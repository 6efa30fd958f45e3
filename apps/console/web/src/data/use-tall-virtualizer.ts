import { useCallback, useLayoutEffect, useRef, type RefObject } from 'react';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';

/** Browsers clamp heights (Chromium 33,554,428 px, Firefox about 17.8 million), so a scroller is never taller than this, in pixels. */
const TALLEST = 8_000_000;
const REST_MS = 150;
/** A scroll further than so many screens at once is a jump of the thumb. */
const JUMP_SCREENS = 3;

interface Options {
  readonly count: number;
  /** In pixels. */
  readonly rowHeight: number;
  readonly scroller: RefObject<HTMLDivElement | null>;
}
/** A list of rows of which those of the window alone are in the document. */
export interface TallList {
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>;
  /** Height of the scrolled content, in pixels. */
  readonly height: number;
  /** The pixels by which rows stand higher on the screen than their place in the list says. */
  readonly shift: RefObject<number>;
  /** Scrolls a row into view, wherever it is. */
  readonly scrollTo: (index: number) => void;
}

/**
 * A virtual list that may be taller than browsers allow. Short scrolls move pixel by pixel; jumps of the thumb map in proportion; and when
 * scrolling rests, the thumb is put where it belongs, without moving the rows.
 */
export function useTallVirtualizer({ count, rowHeight, scroller }: Options): TallList {
  const total = count * rowHeight;
  const height = Math.min(total, TALLEST);
  const shift = useRef(0);
  // The virtualizer subscribes once for each scroller, so sizes reach it through a ref.
  const sizes = useRef({ total, height });
  useLayoutEffect(() => {
    sizes.current = { total, height };
    shift.current = 0;
  }, [total, height]);

  const observe = useCallback(
    (_: unknown, tell: (offset: number, isScrolling: boolean) => void) => {
      const element = scroller.current;
      if (element === null) return undefined;
      let last = element.scrollTop;
      let own = -1;
      let timer = 0;
      const spans = () => ({
        list: Math.max(1, sizes.current.total - element.clientHeight),
        bar: Math.max(1, sizes.current.height - element.clientHeight),
      });
      const rest = () => {
        if (element.scrollTop !== last) return; // another scroll is under way, whose event comes with the next frame
        const { list, bar } = spans();
        const at = element.scrollTop + shift.current;
        const belongs = Math.round((at * bar) / list);
        if (Math.abs(belongs - element.scrollTop) > 1) {
          shift.current = at - belongs;
          element.scrollTop = own = belongs;
        }
        tell(Math.max(0, at), false);
      };
      const onScroll = () => {
        const top = element.scrollTop;
        const isOwn = top === own;
        own = -1;
        const { list, bar } = spans();
        if (!isOwn && (Math.abs(top - last) > element.clientHeight * JUMP_SCREENS || top <= 0 || top >= bar)) {
          shift.current = Math.round((list * top) / bar) - top;
        }
        last = top;
        if (isOwn) return;
        tell(Math.max(0, top + shift.current), true);
        clearTimeout(timer);
        timer = window.setTimeout(rest, REST_MS);
      };
      tell(element.scrollTop + shift.current, false);
      element.addEventListener('scroll', onScroll, { passive: true });
      return () => {
        element.removeEventListener('scroll', onScroll);
        clearTimeout(timer);
      };
    },
    [scroller],
  );

  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 5,
    observeElementOffset: observe,
  });

  const scrollTo = (index: number) => {
    const element = scroller.current;
    if (element === null) return;
    const header = rowHeight;
    const visible = element.clientHeight - header;
    const offset = element.scrollTop + shift.current;
    const top = index * rowHeight;
    if (top >= offset && top + rowHeight <= offset + visible) return;
    const aim = top < offset ? top : top + rowHeight - visible;
    if (Math.abs(aim - offset) < visible * JUMP_SCREENS) element.scrollTop += aim - offset;
    else element.scrollTop = Math.round((aim * Math.max(1, height - element.clientHeight)) / Math.max(1, total - element.clientHeight));
  };
  return { virtualizer, height, shift, scrollTo };
}
