/**
 * The sessions of a server: made by first use or by name, found by name or bearer, bounded in number and age.
 */
import * as Result from "effect/Result"
import * as Credentials from "./Credentials.ts"
import * as Journal from "./Journal.ts"
import * as JournalMemory from "./JournalMemory.ts"
import type { Rows } from "./Rows.ts"
import type { Scenario } from "./Scenario.ts"
import * as Session from "./Session.ts"
import * as SessionName from "./SessionName.ts"

/** Why there is no such session, or no room for it. */
export interface Refusal {
  readonly status: 400 | 404 | 409 | 410 | 503
  readonly detail: string
}

export interface Limits {
  /** Sessions at once, beside the default one. */
  readonly most: number
  /** Seconds without a request after which a session is dropped. */
  readonly idle: number
}

/** What each limit can be, both ends included. */
export const bounds = { most: [1, 1_000_000], idle: [1, 31_536_000] } as const satisfies Record<
  keyof Limits,
  readonly [number, number]
>

export const defaultLimits: Limits = { most: 10_000, idle: 86_400 }

/** Requests that a session remembers, and that all of them remember together, and with headers and bodies. */
const journalCapacity = 10_000
const sharedCapacity = 100_000
const transcriptCapacity = 10_000

/** A session that was idle for so many seconds may have to make room for another. */
const mayMakeRoom = 600

/** Dropped sessions whose names are remembered, so that a request to one is not answered by an empty new one. */
const rememberedNames = 10_000

export interface Sessions {
  /** The session of requests that name none. It is never dropped. */
  readonly standard: Session.Session
  /** The session of this name, made if there is none. */
  readonly use: (name: string) => Result.Result<Session.Session, Refusal>
  /** The session of this name, for somebody who only looks. */
  readonly find: (name: string) => Result.Result<Session.Session, Refusal>
  /** The session that a bearer was made for or issued by, if there is one. */
  readonly ofBearer: (authorization: string | undefined) => Result.Result<Session.Session | undefined, Refusal>
  /** Another session, with a name of its own unless one is given. It differs from the default one by what is given. */
  readonly make: (name: string | undefined, setup: Partial<Session.Setup>) => Result.Result<Session.Session, Refusal>
  /** Drops the session of this name. @returns false if there was none */
  readonly end: (name: string) => boolean
  /** Drops this session, and not another one that was made under its name since. */
  readonly close: (session: Session.Session) => void
  readonly all: () => ReadonlyArray<{ readonly session: Session.Session; readonly idle: number }>
  /** The file of rows was read again: sessions that were made over it have the new ones. */
  readonly replaceRows: (rows: Rows) => void
  /** The file of the scenario was read again: sessions that were made with it have the new one, and the default one plays it. */
  readonly replaceScenario: (scenario: Scenario) => void
}

interface Open {
  readonly session: Session.Session
  /** When it was used last, in seconds. */
  usedAt: number
}

/** A session that is no more: why, and the key that led to it. */
interface Dropped {
  readonly why: string
  readonly key: string | undefined
}

const ended = "it was ended"

const inWords = (seconds: number): string => {
  const hours = Math.round(seconds / 360) / 10
  return seconds < 3600 ? `${seconds} s` : hours === 1 ? "1 hour" : `${hours} hours`
}

/**
 * @param now  seconds that pass, whatever the time of day
 * @param made is told of every session that is made
 */
export const make = (
  setup: Session.Setup,
  limits: Limits,
  now: () => number,
  made: (session: Session.Session) => void
): Sessions => {
  const memory = JournalMemory.make(sharedCapacity)
  const transcripts = JournalMemory.make(transcriptCapacity)
  const begin = (name: string, own: Session.Setup): Session.Session => {
    const session = Session.make(name, own, Journal.make(journalCapacity, memory, transcripts))
    made(session)
    return session
  }

  const standard = begin(SessionName.standard, setup)
  const open = new Map<string, Open>()
  /** Names of sessions by their keys, of those that are no more too: a request with such a key is nobody else's. */
  const byKey = new Map<string, string>()
  const dropped = new Map<string, Dropped>()
  let counted = 0
  let sweptAt = now()

  /** Forgets a session that is no more. */
  const forget = (name: string): void => {
    const key = dropped.get(name)?.key
    if (key !== undefined && byKey.get(key) === name) byKey.delete(key)
    dropped.delete(name)
  }
  const drop = (name: string, why: string): void => {
    const found = open.get(name)
    if (found === undefined) return
    open.delete(name)
    dropped.set(name, { why, key: found.session.setup().key })
    const [oldest] = dropped.size > rememberedNames ? dropped.keys() : []
    if (oldest !== undefined) forget(oldest)
    found.session.journal.clear()
    found.session.journal.tell("ended")
  }
  const idleOf = (one: Open): number => {
    const { journal } = one.session
    if (journal.hasListeners() || journal.waiting().length > 0) one.usedAt = now()
    return now() - one.usedAt
  }
  const dropIfIdle = (one: Open): boolean => {
    if (idleOf(one) < limits.idle) return false
    drop(one.session.name, `it was idle for ${inWords(limits.idle)}`)
    return true
  }
  const isOpen = (name: string | undefined): boolean => {
    const found = name === undefined ? undefined : open.get(name)
    return found !== undefined && !dropIfIdle(found)
  }
  /** All are looked at now and then, so that what nobody asks for again goes too. */
  const sweep = (): void => {
    if (now() - sweptAt < limits.idle / 60) return
    sweptAt = now()
    for (const one of open.values()) dropIfIdle(one)
  }
  const hasRoom = (): boolean => {
    if (open.size < limits.most) return true
    let longest: Open | undefined
    for (const one of open.values()) if (longest === undefined || idleOf(one) > idleOf(longest)) longest = one
    if (longest === undefined || idleOf(longest) < mayMakeRoom) return false
    drop(longest.session.name, "it was the one that was idle for longest, and another needed room")
    return true
  }
  const add = (name: string, own: Session.Setup): Result.Result<Session.Session, Refusal> => {
    sweep()
    if (own.key !== undefined && isOpen(byKey.get(own.key))) {
      return Result.fail({ status: 409, detail: "another session has this key; give each one a key of its own" })
    }
    if (!hasRoom()) {
      const detail = `${open.size} sessions are open, which is the most; end some with DELETE /__mock/sessions/NAME, or start the mock with a higher --max-sessions`
      return Result.fail({ status: 503, detail })
    }
    const session = begin(name, own)
    forget(name)
    open.set(name, { session, usedAt: now() })
    if (own.key !== undefined) byKey.set(own.key, name)
    return Result.succeed(session)
  }
  /** The open session of this name, `undefined` if there has been none, or the refusal of one that is no more. */
  const look = (name: string): Result.Result<Session.Session | undefined, Refusal> => {
    if (name === SessionName.standard) return Result.succeed(standard)
    sweep()
    const found = open.get(name)
    if (found !== undefined && !dropIfIdle(found)) {
      found.usedAt = now()
      return Result.succeed(found.session)
    }
    const former = dropped.get(name)
    if (former === undefined) return Result.succeed(undefined)
    const detail = `the session "${name}" is no more: ${former.why}; POST /__mock/sessions {"name":"${name}"} makes it again`
    return Result.fail({ status: 410, detail })
  }
  const sessions = (): ReadonlyArray<Session.Session> => [standard, ...[...open.values()].map(({ session }) => session)]
  const freeName = (): string => {
    counted++
    const name = `session-${counted}`
    return open.has(name) || dropped.has(name) ? freeName() : name
  }

  return {
    standard,
    use: (name) =>
      Result.flatMap(look(name), (found) =>
        found === undefined ? add(name, standard.setup()) : Result.succeed(found)
      ),
    find: (name) =>
      Result.flatMap(look(name), (found) =>
        found === undefined
          ? Result.fail({
              status: 404,
              detail: `there is no session "${name}"; its first request makes it, or POST /__mock/sessions {"name":"${name}"}`
            })
          : Result.succeed(found)
      ),
    ofBearer: (authorization) => {
      const bearer = Credentials.bearerOf(authorization)
      if (bearer === undefined) return Result.succeed(undefined)
      const name = byKey.get(bearer) ?? Credentials.sessionOf(bearer)
      return name === undefined ? Result.succeed(undefined) : look(name)
    },
    make: (name = freeName(), own) => {
      const isTaken = name === SessionName.standard || isOpen(name)
      return isTaken
        ? Result.fail({ status: 409, detail: `there is a session "${name}" already; reset it, or end it first` })
        : add(name, { ...standard.setup(), ...own })
    },
    end: (name) => {
      const wasOpen = open.has(name)
      drop(name, ended)
      return wasOpen
    },
    close: (session) => {
      if (open.get(session.name)?.session === session) drop(session.name, ended)
    },
    all: () => {
      sweep()
      return [
        { session: standard, idle: 0 },
        ...[...open.values()].map((one) => ({ session: one.session, idle: idleOf(one) }))
      ]
    },
    replaceRows: (rows) => {
      const { source } = standard.setup().rows
      for (const session of sessions()) if (session.setup().rows.source === source) session.replaceRows(rows)
    },
    replaceScenario: (scenario) => {
      const former = standard.setup().scenario
      for (const session of sessions()) if (session.setup().scenario === former) session.replaceScenario(scenario)
      if (standard.snapshot().run.scenario !== scenario) standard.play(scenario)
    }
  }
}
