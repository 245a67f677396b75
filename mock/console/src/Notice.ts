/**
 * The one short sentence that says what just happened.
 */
import { signal } from "@preact/signals"

export interface Notice {
  /** Tells two equal sentences apart. */
  readonly number: number
  readonly text: string
  /** False for what can be seen elsewhere on the page, and is for screen readers alone. */
  readonly isShown: boolean
}

export const notice = signal<Notice>({ number: 0, text: "", isShown: false })

const next = (text: string, isShown: boolean): void => {
  notice.value = { number: notice.value.number + 1, text, isShown }
}

/** Says it to everybody. */
export const say = (text: string): void => next(text, true)

/** Says it to those who do not see what changed. */
export const whisper = (text: string): void => next(text, false)
