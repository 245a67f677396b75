/**
 * A copy of the repository that may be changed: what Git would commit, in a temporary folder.
 */
import { execFileSync } from "node:child_process"
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const root = join(import.meta.dirname, "../../..")

/** Gives `use` the copy's folder, and removes it afterwards. @param name how the folder's name begins */
export const using = <A>(name: string, use: (folder: string) => A): A => {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  try {
    const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: root, encoding: "utf8" })
    for (const file of listed.split("\0")) {
      if (file !== "" && existsSync(join(root, file))) cpSync(join(root, file), join(folder, file))
    }
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
