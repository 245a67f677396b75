/**
 * The one short sentence that says what just happened, for everybody and for screen readers.
 */
import { signal } from "@preact/signals"

export interface Notice {
  /** Tells two equal sentences apart. */
  readonly number: number
  readonly text: string
}

export const notice = signal<Notice>({ number: 0, text: "" })

export const say = (text: string): void => {
  notice.value = { number: notice.value.number + 1, text }
}
