import type { RefObject } from "preact"
import { useLayoutEffect, useState } from "preact/hooks"

/** The width of an element in pixels, as it is now. */
export const useWidthOf = (element: RefObject<HTMLElement | null>): number => {
  const [width, setWidth] = useState(window.innerWidth)
  useLayoutEffect(() => {
    const { current } = element
    if (current === null) return
    const follow = (): void => setWidth(current.offsetWidth)
    const observer = new ResizeObserver(follow)
    observer.observe(current)
    follow()
    return () => observer.disconnect()
  }, [])
  return width
}
