/**
 * How long each page takes: the same for every client.
 */

export const pageSize = 100

// Mulberry32: a number in [0, 1) from a page's number.
const drawn = (page: number): number => {
  let t = Math.imul(page, 0x6d2b79f5)
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

/** Milliseconds that a page takes under `fixed:50` or `drawn:20-200`. */
export const latencyOf = (spec: string, page: number): number => {
  const [kind, range = "0"] = spec.split(":")
  const [from = 0, to = from] = range.split("-").map(Number)
  return kind === "drawn" ? from + drawn(page) * (to - from) : from
}

/**
 * The least time in which a window of `width` requests can read pages 1 to `pages`, in milliseconds, when a request is
 * sent as soon as one is answered: work-conserving, in order of page.
 */
export const lowerBound = (spec: string, pages: number, width: number): number => {
  const busyUntil = Array.from({ length: width }, () => 0)
  for (let page = 1; page <= pages; page++) {
    const free = busyUntil.indexOf(Math.min(...busyUntil))
    busyUntil[free] = (busyUntil[free] ?? 0) + latencyOf(spec, page)
  }
  return Math.max(...busyUntil)
}
