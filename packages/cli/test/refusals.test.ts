/**
 * How the command refuses and fails: the code, where the words go, and what they say.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Piggy from "./piggy.ts"

const secret = "sk-0123456789abcdef"

describe("the command", () => {
  for (const [args, words] of [
    [["nothing"], /^piggy: Unknown subcommand "nothing" for "piggy"\nusage: piggy <subcommand> \[flags\]\n/],
    [
      ["list", "--limit", "400"],
      /^piggy: --limit must be from 1 to 100; got "400"\n.*\n`piggy list --help` says more\n$/
    ],
    [["list", "--referrer", "me"], /^piggy: --referrer must be a UUID, such as /],
    [["list", "--status", "done"], /^piggy: .*"done".*pending/],
    [["list", "--unknown"], /^piggy: Unrecognized flag: --unknown/],
    [["export"], /^piggy: Missing required flag: --out/],
    [
      ["insights", "--account", "cafe"],
      /^piggy: --account names a list in the database of --db: give both, or neither/
    ],
    [
      ["export", "--out", "a.xls"],
      /^piggy: .*a\.xls does not say its format: add --format ndjson\|json\|csv\|parquet\n$/
    ],
    [["list", "--base-url", "ftp://example.com"], /^piggy: .*baseUrl must begin with https:\/\//]
  ] as const) {
    it.live(`refuses \`piggy ${args.join(" ")}\` with 2, on stderr`, () =>
      Effect.gen(function* () {
        const { code, stderr, stdout } = yield* Piggy.run(args)
        assert.strictEqual(code, 2)
        assert.strictEqual(stdout, "")
        assert.match(stderr, words)
      }).pipe(Piggy.withMock({ referrals: 5 }))
    )
  }

  for (const [what, scenario, code, words] of [
    ["a key that is refused", { errors: { status: 401 } }, 3, /the credential was not accepted .*`piggy doctor`/],
    ["no access", { errors: { status: 403 } }, 3, /has no access/],
    ["a server that is broken", { errors: { status: 500 } }, 1, /after 3 requests/],
    [
      "a limit without end",
      { errors: { status: 429, retryAfter: 3600 } },
      4,
      /rate limited .*asks to wait 3600s.*lower --concurrency/
    ]
  ] as const) {
    it.live(`ends with ${code} for ${what}`, () =>
      Effect.gen(function* () {
        const { code: found, stderr, stdout } = yield* Piggy.run(["list"])
        assert.strictEqual(found, code, stderr)
        assert.strictEqual(stdout, "")
        assert.match(stderr, words)
        assert.strictEqual(stderr.trimEnd().split("\n").length, 1)
      }).pipe(Piggy.withMock({ referrals: 5, scenario }))
    )
  }

  it.live("tells with its code, as a process, that it was not understood", () =>
    Effect.gen(function* () {
      const { code, stderr, stdout } = yield* Piggy.runProcess(["list", "--limit", "400"])
      assert.strictEqual(code, 2)
      assert.strictEqual(stdout, "")
      assert.match(stderr, /^piggy: --limit must be from 1 to 100; got "400"\n.*\n`piggy list --help` says more\n$/)
    }).pipe(Piggy.withMock({ referrals: 5 }))
  )

  it.live(
    "says so where stdout takes nothing more",
    () =>
      Effect.gen(function* () {
        const piggy = `"${process.execPath}" "${Piggy.main}"`
        const command = `${piggy} list > /dev/full; echo "code $?" >&2; ${piggy} list --log-format json > /dev/full`
        const { ended } = yield* Piggy.startProgram("bash", ["-c", command], yield* Piggy.toMock)
        assert.strictEqual(
          (yield* ended).stderr,
          `piggy: stdout cannot be written: ENOSPC\ncode 1\n{"level":"ERROR","message":"stdout cannot be written: ENOSPC","exitCode":1}\n`
        )
      }).pipe(Effect.scoped, Piggy.withMock({ referrals: 5 })),
    { skip: process.platform !== "linux" }
  )

  it.live("names neither an email nor the key, whatever it tells of what it does", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      const emails = (yield* Piggy.rows).flatMap(({ referred_contact, referring_contact }) =>
        [referred_contact.email, referring_contact.email].flatMap((email) => email ?? [])
      )
      assert.isAbove(emails.length, 100)
      for (const args of [
        ["list"],
        ["export", "--out", join(folder, "all.csv"), "--checkpoint", join(folder, "checkpoint")],
        ["insights"],
        ["watch", "--once", "--snapshot", join(folder, "known.json")],
        ["doctor"]
      ]) {
        for (const key of [secret, "expired", "forbidden"]) {
          const { stderr, stdout } = yield* Piggy.run([...args, "--verbose", "--log-format", "json"], {
            PIGGY_API_KEY: key
          })
          const told = stderr + (args[0] === "list" ? "" : stdout)
          assert.notInclude(told + stdout, secret)
          assert.deepStrictEqual(
            emails.filter((email) => told.includes(email)),
            [],
            args[0]
          )
          // Every line is JSON, what is no failure too.
          const lines = stderr.split("\n").filter((line) => line !== "")
          for (const line of lines) assert.isObject(JSON.parse(line), line)
        }
      }
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 150 }))
  )

  it.live("tells the error as JSON where that is asked for", () =>
    Effect.gen(function* () {
      const { stderr } = yield* Piggy.run(["list", "--log-format", "json"], { PIGGY_API_KEY: "expired" })
      const told: unknown = JSON.parse(stderr)
      assert.deepInclude(told, { level: "ERROR", exitCode: 3 })
    }).pipe(Piggy.withMock({ referrals: 5 }))
  )

  for (const [args, message, hint] of [
    [["list", "--limit", "400", "--log-format", "json"], '--limit must be from 1 to 100; got "400"', "piggy list"],
    [["export", "--log-format=json"], "Missing required flag: --out", "piggy export"],
    [["nothing", "--log-format", "json"], 'Unknown subcommand "nothing" for "piggy"', "piggy"]
  ] as const) {
    it.live(`tells as JSON that \`piggy ${args.join(" ")}\` was not understood`, () =>
      Effect.gen(function* () {
        const { code, stderr, stdout } = yield* Piggy.run(args)
        assert.deepStrictEqual([code, stdout], [2, ""])
        const lines = stderr.trimEnd().split("\n")
        const told: ReadonlyArray<unknown> = lines.map((line): unknown => JSON.parse(line))
        assert.deepInclude(told, { level: "ERROR", message, hint: `\`${hint} --help\` says more`, exitCode: 2 })
      }).pipe(Piggy.withMock({ referrals: 5 }))
    )
  }

  it.live("tells in words what follows a --, which is no flag", () =>
    Effect.gen(function* () {
      const { stderr } = yield* Piggy.run(["list", "--limit", "400", "--", "--log-format", "json"])
      assert.match(stderr, /^piggy: /)
    }).pipe(Piggy.withMock({ referrals: 5 }))
  )

  it.live("asks for a key that is not there, in the environment or in a file", () =>
    Effect.gen(function* () {
      const without = yield* Piggy.run(["list"], { PIGGY_API_KEY: undefined })
      assert.strictEqual(without.code, 3)
      assert.match(without.stderr, /no credential is set: set PIGGY_API_KEY, .*--api-key-file/)

      const path = join(yield* Piggy.folder, "key")
      const missing = yield* Piggy.run(["list", "--api-key-file", path])
      assert.strictEqual(missing.code, 3)
      assert.match(missing.stderr, /the API key cannot be read from .*key: NotFound/)

      writeFileSync(path, `${secret}\nand more`)
      const more = yield* Piggy.run(["list", "--api-key-file", path])
      assert.strictEqual(more.code, 3)
      assert.notInclude(more.stderr, secret)
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 5 }))
  )

  it.live("takes the key of a file before the environment's, and prints neither", () =>
    Effect.gen(function* () {
      const path = join(yield* Piggy.folder, "key")
      writeFileSync(path, `${secret}\n`)
      const args = ["list", "--limit", "1", "--api-key-file", path, "--verbose"]
      const { code, stderr, stdout } = yield* Piggy.run(args, { PIGGY_API_KEY: "expired", PIGGY_CLIENT_ID: "7" })
      assert.strictEqual(code, 0, stderr)
      assert.match(stderr, /level=DEBUG .*Referrals\.list: page 1/)
      assert.notInclude(stdout + stderr, secret)
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 5 }))
  )

  it.live(
    "takes the key of a pipe, as a password manager writes it",
    () =>
      Effect.gen(function* () {
        const path = join(yield* Piggy.folder, "pipe")
        execFileSync("mkfifo", [path])
        const [{ code, stderr }] = yield* Effect.all(
          [
            Piggy.run(["list", "--api-key-file", path], { PIGGY_API_KEY: "expired" }),
            Effect.promise(() => writeFile(path, `${secret}\n`))
          ],
          { concurrency: 2 }
        )
        assert.strictEqual(code, 0, stderr)
      }).pipe(Effect.scoped, Piggy.withMock({ referrals: 5 })),
    { skip: process.platform === "win32" }
  )

  it.live("shows help on stdout when it is asked for, with an example of each subcommand", () =>
    Effect.gen(function* () {
      const { stdout } = yield* Piggy.runProcess(["--help"])
      const names = [...stdout.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name]) => name ?? "")
      assert.includeMembers(names, ["list", "export"])
      for (const name of names) {
        const help = yield* Piggy.run([name, "--help"])
        assert.strictEqual(help.code, 0)
        assert.match(help.stdout, new RegExp(`EXAMPLES\\n {2}# .*\\n {2}piggy ${name}`), name)
      }
    }).pipe(Piggy.withMock({ referrals: 5 }))
  )

  for (const [shell, check] of [
    ["bash", "complete"],
    ["zsh", "#compdef piggy"],
    ["fish", "complete -c piggy"]
  ] as const) {
    it.live(`completes words in ${shell}`, () =>
      Effect.gen(function* () {
        const { code, stdout } = yield* Piggy.run(["--completions", shell])
        assert.strictEqual(code, 0)
        assert.include(stdout, check)
        for (const word of ["export", "concurrency", "redact-emails"]) assert.include(stdout, word)
      }).pipe(Piggy.withMock({ referrals: 5 }))
    )
  }

  it.live("completes a subcommand and its flags as bash asks for them", () =>
    Effect.gen(function* () {
      const { stdout: script } = yield* Piggy.run(["--completions", "bash"])
      const ask = (...words: ReadonlyArray<string>) =>
        `COMP_WORDS=(${words.map((word) => `"${word}"`).join(" ")}); COMP_CWORD=${words.length - 1}; COMP_LINE="${words.join(" ")}"; COMP_POINT=\${#COMP_LINE}; COMPREPLY=(); "$completer" piggy "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"; echo "\${COMPREPLY[@]}"`
      const asked = [
        script,
        `completer=$(complete -p piggy | sed -E 's/.*-F ([^ ]+).*/\\1/')`,
        ask("piggy", "exp"),
        ask("piggy", "export", "--che"),
        ask("piggy", "export", "--format", "p")
      ].join("\n")
      const { ended } = yield* Piggy.startProgram("bash", ["-c", asked], {})
      const { stdout, stderr } = yield* ended
      assert.strictEqual(stderr, "")
      assert.deepStrictEqual(
        stdout
          .trimEnd()
          .split("\n")
          .map((line) => line.trim()),
        ["export", "--checkpoint", "parquet"]
      )
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 5 }))
  )
})
