/**
 * Every `piggy` and `piggy-mock` that the docs show is one that the command understands.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { findLaunchers, make } from "@effect-piggy/mock/command"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import { globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Cli from "../src/Cli.ts"

const root = fileURLToPath(new URL("../../..", import.meta.url))

/** What a page shows as code: blocks of anything but a program, and words within sentences. */
const codeOf = (page: string): ReadonlyArray<{ readonly text: string; readonly isBlock: boolean }> => {
  const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
  const words = page.replaceAll(/^```[^]*?^```$/gm, "").matchAll(/`([^`\n]+)`/g)
  return [
    ...[...words].map(([, text = ""]) => ({ text, isBlock: false })),
    ...blocks
      .filter(([, language]) => language !== "ts" && language !== "js")
      .map(([, , text = ""]) => ({ text, isBlock: true }))
  ]
}

/** Where a command may stand, and how it is started: by its name, by npx, or in a checkout by pnpm. */
const start =
  /(?<=^|&&|;|\||\(|'|\bexec )[ \t]*(?:[A-Z_]+=\S* )*(?:(?:npx (?:-y |-p \S+ )*)?(piggy-mock|piggy|@effect-piggy\/cli|@effect-piggy\/mock)|(?:npx -y pnpm@\S+|pnpm) (piggy|mock|demo))(?=[ \t\n]|$)/gm

const startOf: Readonly<Record<string, ReadonlyArray<string>>> = {
  piggy: ["piggy"],
  "@effect-piggy/cli": ["piggy"],
  demo: ["piggy", "demo"],
  mock: ["piggy-mock"],
  "piggy-mock": ["piggy-mock"],
  "@effect-piggy/mock": ["piggy-mock"]
}

/** The words of the first command in a shell's line. */
const wordsOf = (line: string): ReadonlyArray<string> => {
  const words = (line.match(/(?:"[^"]*"|'[^']*'|[^\s"'|>&;])+|[|>&;]/g) ?? []).map((word) => word.replace(/["']/g, ""))
  const end = words.findIndex((word) => /^[|>&;#]/.test(word))
  return end === -1 ? words : words.slice(0, end)
}

const commandsIn = (text: string): ReadonlyArray<ReadonlyArray<string>> =>
  [...text.matchAll(start)].map((match) => {
    const [, name = "", script = name] = match
    const line = text.slice(text.lastIndexOf("\n", match.index) + 1, match.index)
    const rest = text.slice(match.index + match[0].length).split("\n", 1)[0] ?? ""
    // Within `sh -c '…'`, the command ends where the quote does.
    const isQuoted = (line.split("'").length - 1) % 2 === 1
    return (startOf[script] ?? []).concat(wordsOf(isQuoted ? (rest.split("'", 1)[0] ?? "") : rest))
  })

const pages = globSync(
  ["*.md", "docs/**/*.md", "site/pages/*.md", "mock/*.md", "packages/*/*.md", "packages/core/examples/*.md"],
  { cwd: root }
).toSorted()

/** Each once; what is in a block and in a sentence too, as in the block. */
const lines = [
  ...new Map(
    pages.flatMap((page) =>
      codeOf(readFileSync(`${root}/${page}`, "utf8")).flatMap(({ isBlock, text }) =>
        commandsIn(text).map((words) => [words.join(" "), { page, words, isBlock }] as const)
      )
    )
  ).values()
]

const silent = CliOutput.layerPresenter({ present: () => Effect.void })

const ofParser = <Name extends string, Input, Shared, E, R>(
  command: Command.Command<Name, Input, Shared, E, R>,
  args: ReadonlyArray<string>
) =>
  Command.runWith(
    Command.withHandler(command, () => Effect.void),
    { version: "0.0.0" }
  )(args).pipe(
    Effect.as([]),
    Effect.catchTag("ShowHelp", ({ errors }) => Effect.succeed(errors))
  )

const mock = make("piggy-mock", { launchers: findLaunchers, refuse: Effect.die })

/** What the command says against the words, which it does not run. A sentence may leave out a flag that is required. */
const complaints = Effect.fnUntraced(function* ([name = "", ...args]: ReadonlyArray<string>, isBlock: boolean) {
  const errors = yield* name === "piggy" ? ofParser(yield* Cli.command(args), args) : ofParser(mock, args)
  return errors.filter(({ _tag }) => isBlock || _tag !== "MissingOption").map(({ message }) => message)
})

describe("the docs", () => {
  it("show commands of both kinds, in blocks and in sentences", () => {
    assert.isAbove(lines.filter(({ isBlock }) => isBlock).length, 20)
    assert.isAbove(lines.filter(({ isBlock }) => !isBlock).length, 8)
    assert.includeDeepMembers(
      lines.map(({ words }) => words),
      [
        ["piggy", "export", "--out", "referrals.csv"],
        ["piggy-mock", "--scenario", "flaky"],
        ["piggy", "demo", "--scenario", "rate-limited"],
        // In a unit of systemd, and in a compose file.
        ["piggy", "sync", "--accounts", "/etc/piggy/accounts.yaml", "--run", "$(date -u +%%F)", "--runner", "%H:34431"]
      ]
    )
  })

  for (const { isBlock, page, words } of lines) {
    it.live(`${page}: \`${words.join(" ")}\` is understood`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* complaints(words, isBlock), [])
      }).pipe(Effect.provide([NodeServices.layer, silent]))
    )
  }

  it.live("would not get away with a flag that there is not", () =>
    Effect.gen(function* () {
      assert.lengthOf(yield* complaints(["piggy", "list", "--limits", "5"], false), 1)
      assert.lengthOf(yield* complaints(["piggy", "sync", "status", "--bd", "x"], true), 1)
      assert.lengthOf(yield* complaints(["piggy-mock", "--prot", "1"], true), 1)
    }).pipe(Effect.provide([NodeServices.layer, silent]))
  )
})
