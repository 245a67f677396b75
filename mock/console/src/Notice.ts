/**
 * The one short sentence that says what just happened, and how to take it back.
 */
import { signal } from "@preact/signals"

export interface Notice {
  /** Tells two equal sentences apart. */
  readonly number: number
  readonly text: string
  readonly undo: (() => void) | undefined
}

export const notice = signal<Notice | undefined>(undefined)

/** Milliseconds for which a notice is shown; longer where something can be done about it. */
const shown = 4000
const shownWithUndo = 15_000

let number = 0
let timer: ReturnType<typeof setTimeout> | undefined

export const dismiss = (): void => {
  clearTimeout(timer)
  notice.value = undefined
}

/** Keeps the notice for as long as somebody is at it. */
export const hold = (): void => clearTimeout(timer)

/** Lets the notice go after its time. */
export const release = (): void => {
  clearTimeout(timer)
  timer = setTimeout(dismiss, notice.value?.undo === undefined ? shown : shownWithUndo)
}

export const say = (text: string, undo?: () => void): void => {
  number++
  notice.value = { number, text, undo }
  release()
}
