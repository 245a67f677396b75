/**
 * Puts beside the compiled sources what the package serves: the contract, as it is in the repository.
 */
import { copyFileSync, rmSync } from "node:fs"

const path = (name: string): URL => new URL(name, import.meta.url)

if (process.argv.includes("--clean")) rmSync(path("dist"), { recursive: true, force: true })
else copyFileSync(path("../openapi.yaml"), path("dist/openapi.yaml"))
