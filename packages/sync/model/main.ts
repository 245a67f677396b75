/**
 * What a night costs for 10, 1,000 and 100,000 accounts: `node packages/sync/model/main.ts`, which writes it into
 * docs/scale-out.md with `--write`.
 *
 * What a page and a row cost stands in `Measured.ts`. `PIGGY_MODEL` changes
 * settings: `PIGGY_MODEL='{"perSecond":20}'`.
 */
import { readFileSync, writeFileSync } from "node:fs"
import type * as Model from "./Model.ts"
import * as Night from "./Night.ts"

const given: Partial<Model.Setting> = JSON.parse(process.env["PIGGY_MODEL"] ?? "{}")

const text = Night.text(given)
console.log(text)

if (process.argv.includes("--write")) {
  const page = new URL("../../../docs/scale-out.md", import.meta.url)
  const before = readFileSync(page, "utf8")
  writeFileSync(
    page,
    before.replace(/(?<=<!-- model:begin -->\n)[^]*(?=<!-- model:end -->)/, () => `${text}\n`)
  )
}
