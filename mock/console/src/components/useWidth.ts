import { useEffect, useState } from "preact/hooks"

/** The width of the window in pixels, as it is now. */
export const useWidth = (): number => {
  const [width, setWidth] = useState(window.innerWidth)
  useEffect(() => {
    const follow = (): void => setWidth(window.innerWidth)
    window.addEventListener("resize", follow)
    return () => window.removeEventListener("resize", follow)
  }, [])
  return width
}
