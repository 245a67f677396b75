import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core"
import type { RefObject } from "preact"
import { useLayoutEffect, useReducer, useRef } from "preact/hooks"

interface Options {
  readonly count: number
  /** Pixels of each row. */
  readonly height: number
  readonly scroller: RefObject<HTMLDivElement | null>
}

interface Range {
  readonly start: number
  /** Exclusive. */
  readonly end: number
  /** Brings a row into sight, if it is not. */
  readonly scrollTo: (position: number) => void
}

/** Rows beyond those in sight that are in the document, above and below. */
const overscan = 8

/** Pixels of what sticks to the top of the list. */
const head = 28

/** Which rows of a long list are in sight. */
export const useVirtual = ({ count, height, scroller }: Options): Range => {
  const [, redraw] = useReducer((times: number) => times + 1, 0)
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan,
    scrollPaddingStart: head,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(undefined)
  }
  const made = useRef<Virtualizer<HTMLDivElement, Element> | undefined>(undefined)
  const virtualizer = (made.current ??= new Virtualizer<HTMLDivElement, Element>(options))
  virtualizer.setOptions(options)
  // These two are how every adapter of the library tells it of a component's life.
  const { _didMount: didMount, _willUpdate: willUpdate } = virtualizer
  useLayoutEffect(() => didMount(), [])
  useLayoutEffect(() => willUpdate())
  useLayoutEffect(() => virtualizer.measure(), [height])
  const seen = virtualizer.getVirtualItems()
  return {
    start: seen[0]?.index ?? 0,
    end: (seen.at(-1)?.index ?? -1) + 1,
    scrollTo: (position) => {
      if (position >= 0) virtualizer.scrollToIndex(position, { align: "auto" })
    }
  }
}
