/**
 * A clock of the test's own: it moves to the next event as soon as nothing is left to do, and takes no real time.
 *
 * Everything runs on the caller's stack, so that a world costs well under a millisecond and goes the same way each
 * time. Effect's `TestClock` needs turns of the event loop in between.
 */
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Scheduler from "effect/Scheduler"

interface Event {
  readonly at: number
  readonly happen: () => void
}

export interface VirtualTime {
  /** Milliseconds since the world began. */
  readonly now: () => number
  /** Does something later; the result takes it back. */
  readonly after: (delay: number, happen: () => void) => () => void
  readonly sleep: (delay: number) => Effect.Effect<void>
  /** Lets everything happen that is still to happen. */
  readonly runOut: () => void
  /** Runs an effect to its end; undefined if it waits for what never happens. */
  readonly run: <A, E>(effect: Effect.Effect<A, E>) => Exit.Exit<A, E> | undefined
}

// One list of tasks for all fibers. Whoever moves the clock empties it.
const oneList = (): Scheduler.Scheduler & { readonly tasks: Scheduler.SchedulerDispatcher } => {
  const tasks = new Scheduler.MixedScheduler("sync", () => () => undefined).makeDispatcher()
  return { executionMode: "sync", shouldYield: () => false, makeDispatcher: () => tasks, tasks }
}

export const make = (): VirtualTime => {
  let time = 0
  // By time, and within one time by when it was asked for.
  const events: Array<Event> = []
  const scheduler = oneList()
  const after: VirtualTime["after"] = (delay, happen) => {
    const event = { at: time + delay, happen }
    let place = events.length
    while (place > 0 && (events[place - 1]?.at ?? 0) > event.at) place--
    events.splice(place, 0, event)
    return () => {
      const found = events.indexOf(event)
      if (found !== -1) events.splice(found, 1)
    }
  }
  const step = (): boolean => {
    scheduler.tasks.flush()
    const event = events.shift()
    if (event === undefined) return false
    time = event.at
    event.happen()
    return true
  }
  return {
    now: () => time,
    after,
    runOut: () => {
      while (step());
    },
    sleep: (delay) =>
      Effect.callback<void>((resume) => {
        const cancel = after(delay, () => resume(Effect.void))
        return Effect.sync(cancel)
      }),
    run: (effect) => {
      const fiber = Effect.runFork(effect, { scheduler })
      for (;;) {
        scheduler.tasks.flush()
        const exit = fiber.pollUnsafe()
        if (exit !== undefined) return exit
        if (!step()) return fiber.pollUnsafe()
      }
    }
  }
}
