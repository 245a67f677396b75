/**
 * Whether the journal holds still.
 */
import { signal } from "@preact/signals"

/** The version of the log that the list was paused at. */
export const pausedAt = signal<number | undefined>(undefined)
