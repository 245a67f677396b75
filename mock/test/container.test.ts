import { assert, describe, it } from "@effect/vitest"
import * as Yaml from "effect/encoding/Yaml"
import { execFile, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"
import packageJson from "../package.json" with { type: "json" }

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
const docs = (name: string): string => readFileSync(new URL(`../../docs/docker/${name}`, import.meta.url), "utf8")
const dockerfile = docs("Dockerfile")

/** The words of an instruction in its JSON form. */
const words = (instruction: RegExp): ReadonlyArray<string> => {
  const json: unknown = JSON.parse(instruction.exec(dockerfile)?.[1] ?? "null")
  return Array.isArray(json) ? json.map(String) : assert.fail(`no ${instruction}`)
}
const [command, ...flags] = words(/^ENTRYPOINT (\[.*\])$/m)
const [, ...health] = words(/^ {2}CMD (\[.*\])$/m)

const freePort = async (): Promise<string> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  return String(typeof address === "object" && address !== null ? address.port : 0)
}

/** A namespace in which a program is process 1, as in a container; it takes a system that lets us have one. */
const namespace = ["--user", "--map-root-user", "--pid", "--fork", "--mount-proc", "--kill-child"]
const isSkipped = spawnSync("unshare", [...namespace, "true"]).status !== 0
if (isSkipped) process.stderr.write("skipped: the mock as process 1, since unshare(1) is missing or not allowed\n")

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

describe("the Dockerfile in the docs", () => {
  it("is what docs/mock.md shows", () => {
    const page = readFileSync(new URL("../../docs/mock.md", import.meta.url), "utf8")
    assert.include(page, `\`\`\`dockerfile\n${dockerfile}\`\`\``)
  })

  it("installs the version that it belongs to, and runs the package's command", () => {
    assert.include(dockerfile, `@effect-piggy/mock@${packageJson.version}`)
    assert.hasAllKeys(packageJson.bin, [command])
  })

  it.skipIf(isSkipped)(
    "runs a process 1 that gets healthy, answers under the names it is given, and ends on SIGTERM with 0",
    { timeout: 180_000 },
    async () => {
      const port = await freePort()
      const node = quoted(process.execPath)
      const check = [node, ...health.map((word) => quoted(word.replace("4010", port)))].join(" ")
      const asked = `for (const host of ["mock:4010", "localhost", "evil.example"]) require("node:http").get({ port: ${port}, path: "/__mock/health", headers: { host } }, (answer) => console.log(host, answer.statusCode))`
      // Unhealthy until it serves; the shell then becomes the command, which keeps its number.
      const visitor = `${check} || echo unhealthy; until ${check}; do sleep 0.5; done; echo healthy; ${node} -e ${quoted(asked)}; kill -TERM 1`
      const line = `(${visitor}) & echo "process $$"; exec ${node} ${quoted(main)} --port ${port} ${flags.map(quoted).join(" ")}`
      const { code, output } = await new Promise<{ code: unknown; output: string }>((resolve) => {
        execFile("unshare", [...namespace, "sh", "-c", line], (error, stdout, stderr) =>
          resolve({ code: error?.code ?? 0, output: stdout + stderr })
        )
      })
      assert.match(output, /^process 1$/m)
      assert.match(output, /^unhealthy$[^]*^healthy$/m)
      assert.match(output, /^mock:4010 200$/m)
      assert.match(output, /^localhost 200$/m)
      assert.match(output, /^evil\.example 403$/m)
      assert.strictEqual(code, 0, output)
    }
  )
})

describe("the compose file in the docs", () => {
  it("lets an app wait for a healthy mock, and reach it by a name that it answers to", () => {
    const compose: unknown = Yaml.parse(docs("compose.yaml"))
    const name = flags[flags.indexOf("--allow-host") + 1] ?? ""
    assert.nestedPropertyVal(compose, `services.app.environment.PIGGY_BASE_URL`, `http://${name}:4010`)
    assert.nestedPropertyVal(compose, `services.app.depends_on.${name}.condition`, "service_healthy")
    assert.nestedProperty(compose, `services.${name}.build`)
  })
})
