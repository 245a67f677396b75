/**
 * How many entries all journals of the server remember together.
 *
 * Every entry takes one place in a ring. Whoever needs a place that is taken has the journal there forget its entry, which
 * is the oldest of all.
 */

/** A journal, as the memory sees it. */
export interface Holder {
  /** Forgets the entries up to `id`. */
  readonly forget: (id: number) => void
}

/** A holder that lets go of its journal: places that it took before keep nothing alive. */
export interface Releasable extends Holder {
  readonly release: () => void
}

export const releasable = (forget: Holder["forget"]): Releasable => {
  let own: Holder["forget"] | undefined = forget
  return {
    forget: (id) => own?.(id),
    release: () => {
      own = undefined
    }
  }
}

export interface JournalMemory {
  /** Takes a place for the entry `id` of a journal. */
  readonly take: (holder: Holder, id: number) => void
}

/** @param places entries that are remembered over all journals */
export const make = (places: number): JournalMemory => {
  const holders: Array<Holder> = []
  const ids: Array<number> = []
  let next = 0
  return {
    take: (holder, id) => {
      const former = holders[next]
      const formerId = ids[next]
      if (former !== undefined && formerId !== undefined) former.forget(formerId)
      holders[next] = holder
      ids[next] = id
      next = (next + 1) % places
    }
  }
}
