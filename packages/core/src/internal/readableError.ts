/**
 * Errors that are readable wherever they are printed: in a console, a log, a cause, JSON, a clone, a test's diff.
 *
 * The message comes first and is an own property, since a clone copies nothing else. The stack begins with the message
 * and shows only the caller's lines, not those of the SDK and of Effect's run loop. Of a checkpoint only the page is
 * printed, since the checkpoint holds ids of rows.
 */
import * as Duration from "effect/Duration"
import { NodeInspectSymbol } from "effect/Inspectable"
import * as Predicate from "effect/Predicate"

const hidden = (value: unknown) => ({ value, configurable: true, enumerable: false, writable: true })

const shown = (key: string, value: unknown): unknown => {
  if (Duration.isDuration(value)) return `${Duration.toSeconds(value)}s`
  if (key === "checkpoint" && Predicate.isObject(value)) return { page: value["page"] }
  return value instanceof Error ? fieldsOf(value) : value
}

const fieldsOf = (error: Error): Record<string, unknown> =>
  Object.fromEntries(Object.entries(error).map(([key, value]) => [key, shown(key, value)]))

// Is never on the stack, so a stack that is cut above it is empty.
const nowhere = () => {}

type Inspect = (value: unknown, options: object) => string

// For a console that calls the printer without Node's `inspect`.
const toJson: Inspect = (value) => JSON.stringify(value)

const printers = {
  toJSON: hidden(function (this: Error) {
    return { message: this.message, ...fieldsOf(this) }
  }),
  [NodeInspectSymbol]: hidden(function (this: Error, depth: number, options: object, inspect: Inspect = toJson) {
    return depth < 0
      ? `[${this.name}: ${this.message}]`
      : `${this.stack} ${inspect(fieldsOf(this), { ...options, depth: 3 })}`
  })
}

const withPrinters = /* #__PURE__ */ new WeakMap<object, object>()

/** The prototype with printers in front of it, made once: workerd clones what an error has of its own, and no function. */
const printing = (prototype: object): object => {
  const known = withPrinters.get(prototype)
  if (known !== undefined) return known
  const made: object = Object.create(prototype, printers)
  withPrinters.set(prototype, made)
  withPrinters.set(made, made)
  return made
}

/** Sets the message of an error, and how it is printed. */
export const makeReadable = (error: Error, message: string): void => {
  // Node shows the line of source where an uncaught error's stack was taken.
  Error.captureStackTrace?.(error, nowhere)
  Object.defineProperties(error, { message: hidden(message), stack: hidden(`${error.name}: ${message}`) })
  Object.setPrototypeOf(error, printing(Object.getPrototypeOf(error)))
}

/** Lines of a stack, taken where a public function was called. */
export interface Caller {
  readonly stack?: string
}

/**
 * The caller of a public function, if the runtime can tell. The stack is only formatted when the call fails.
 *
 * @param called the public function: the lines above its own are kept
 */
export const caller = (called: (...args: ReadonlyArray<never>) => unknown): Caller => {
  const here: Caller = {}
  Error.captureStackTrace?.(here, called)
  return here
}

// Effect's run loop begins here. The lines below it are the same for every program.
const runLoop = /\.next \(<anonymous>\)|Generator\.next|~effect\/|[\\/]effect[\\/](?:dist|src)[\\/]/

/** Puts the caller's lines into the error's stack. */
export const calledFrom =
  ({ stack = "" }: Caller) =>
  <E extends Error>(error: E): E => {
    const lines = stack.split("\n").filter((line) => /^\s+at |@/.test(line))
    const end = lines.findIndex((line) => runLoop.test(line))
    const own = end === -1 ? lines : lines.slice(0, end)
    return own.length === 0 ? error : withStack(error, [`${error.name}: ${error.message}`, ...own].join("\n"))
  }

const withStack = <E extends Error>(error: E, stack: string): E => Object.defineProperty(error, "stack", hidden(stack))

/** Gives an error the caller's lines of the error that it was made from. */
export const keepCaller = <E extends Error>(from: E, error: E): E =>
  withStack(error, from.stack ?? `${error.name}: ${error.message}`)
