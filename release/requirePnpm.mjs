/**
 * Runs before a package is packed. Only pnpm makes a right package of a folder here: it takes `publishConfig` and writes
 * versions for `workspace:`. Plain JavaScript, so that any Node can say it.
 */
const agent = process.env["npm_config_user_agent"] ?? "an unknown command"
if (!agent.startsWith("pnpm/")) {
  console.error(
    `This package must be packed and published by pnpm, and this is ${agent.split(" ", 1)[0]}.\n` +
      "Run in its folder: npx -y pnpm@12.21.0 pack"
  )
  process.exitCode = 1
}
