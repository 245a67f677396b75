/**
 * What the site's menus show, in order. A page of the docs that no menu names ends the build.
 */
import { globSync, readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { kindOf, markdownFiles, pageOf, root } from "./repository.ts"

interface Entry {
  readonly text: string
  /** A page without `.md`. */
  readonly link: string
}

interface Group {
  readonly text: string
  readonly items: Array<Entry>
}

const entry = (link: string, text: string): Entry => ({ link, text })

const guides: ReadonlyArray<Group> = [
  {
    text: "Start",
    items: [
      entry("/start-with-effect", "The SDK with Effect"),
      entry("/start-with-promises", "The SDK with promises"),
      entry("/first-steps-with-the-mock", "The mock for a frontend"),
      entry("/cli", "The command"),
      entry("/examples", "Examples")
    ]
  },
  {
    text: "Guides",
    items: [
      entry("/credentials", "Credentials"),
      entry("/filters", "Filters and pages"),
      entry("/streaming", "Streaming"),
      entry("/all-referrals", "Completeness and drift"),
      entry("/resuming", "Resuming"),
      entry("/when-things-go-wrong", "Errors"),
      entry("/limits", "Limits and pace"),
      entry("/telemetry", "Telemetry"),
      entry("/testing", "Testing your code"),
      entry("/browsers-and-keys", "Browsers and keys"),
      entry("/many-accounts", "Many accounts"),
      entry("/insights", "Insights"),
      entry("/changes-and-webhooks", "Changes and webhooks"),
      entry("/another-list", "Other lists"),
      entry("/scale-out", "Many machines"),
      entry("/sync-queries", "Queries on synced data"),
      entry("/from-a-loop", "From a loop of your own"),
      entry("/from-the-php-sdk", "From the PHP SDK"),
      entry("/effect-3", "Effect 3")
    ]
  },
  {
    text: "Mock",
    items: [entry("/mock", "The mock server"), entry("/mock-recipes", "Recipes")]
  },
  {
    text: "Evidence",
    items: [
      entry("/runtimes", "Where it runs"),
      entry("/faults", "Faults"),
      entry("/conformance", "Conformance"),
      entry("/benchmarks", "Benchmarks"),
      entry("/stability", "Stability")
    ]
  }
]

const project: ReadonlyArray<Group> = [
  {
    text: "The project",
    items: [
      entry("/architecture", "Architecture"),
      entry("/contributing", "Contributing"),
      entry("/security", "Security"),
      entry("/code-of-conduct", "Code of conduct"),
      entry("/publishing", "Publishing")
    ]
  }
]

/** The pages that there are, by address. */
const addresses = (): ReadonlySet<string> =>
  new Set(markdownFiles().flatMap((path) => pageOf(path)?.replace(/\.md$/, "").replace(/^/, "/") ?? []))

const titleOf = (path: string): string => /^# (.+)$/m.exec(readFileSync(join(root, path), "utf8"))?.[1] ?? path

const decisions = (): Group => ({
  text: "Decisions",
  items: readdirSync(join(root, "docs/decisions"))
    .filter((name) => /^\d+.*\.md$/.test(name))
    .toSorted()
    .map((name) => entry(`/decisions/${name.replace(/\.md$/, "")}`, titleOf(`docs/decisions/${name}`)))
})

/** The modules of the reference, a group for each package. */
const modules = (): ReadonlyArray<Group> => {
  const paths = globSync("**/*.md", { cwd: join(root, "site/generated/reference") }).filter(
    (path) => !path.endsWith("README.md")
  )
  const packageOf = (path: string) => /^(client|mock|sync)(?=[/.])/.exec(path)?.[1] ?? "core"
  return ["core", "client", "mock", "sync"].map((name) => ({
    text: `@effect-piggy/${name}`,
    items: paths
      .filter((path) => packageOf(path) === name)
      .map((path) => entry(`/reference/${path.replace(/\.md$/, "")}`, basename(path, ".md")))
      .toSorted((a, b) => a.text.localeCompare(b.text))
  }))
}

/** The sidebar, by the address that a page begins with. */
export const sidebar = () => {
  const known = addresses()
  const present = (groups: ReadonlyArray<Group>) =>
    groups
      .map((group) => ({ ...group, items: group.items.filter(({ link }) => known.has(link)) }))
      .filter(({ items }) => items.length > 0)
  const ofEachPackage = (text: string, prefix: string): Group => ({
    text,
    items: [...known]
      .filter((link) => link.startsWith(prefix))
      .toSorted()
      .map((link) => entry(link, link.replace(prefix, "@effect-piggy/")))
  })
  const packages = ofEachPackage("Packages", "/packages/")
  const shown = [...guides, ...project]
  const inMenus = new Set(shown.flatMap(({ items }) => items.map(({ link }) => link)))
  const left = markdownFiles().filter(
    (path) => /^docs\/[^/]+\.md$/.test(path) && !inMenus.has(`/${pageOf(path)?.replace(/\.md$/, "")}`)
  )
  if (left.length > 0) throw new Error(`no menu names ${left.join(", ")}: add it to site/navigation.ts`)
  const changes = ofEachPackage("Changelog", "/changelog/")
  return {
    "/decisions/": [decisions()],
    "/reference/": present([packages, ...modules()]),
    "/packages/": present([packages, ...modules()]),
    "/source/": [],
    "/": present([...guides, changes, ...project])
  }
}

/** The bar at the top. */
export const bar = () => {
  const first = ["core", "client", "mock"].find((name) =>
    kindOf(`${name === "mock" ? "" : "packages/"}${name}/CHANGELOG.md`)
  )
  return [
    { text: "Start", link: "/start-with-effect" },
    { text: "Guides", link: "/credentials" },
    { text: "Mock", link: "/mock" },
    ...(kindOf("docs/cli.md") ? [{ text: "Command", link: "/cli" }] : []),
    { text: "Reference", link: "/reference/" },
    { text: "Contract", link: "/contract" },
    { text: "Decisions", link: "/decisions/" },
    ...(first === undefined ? [] : [{ text: "Changelog", link: `/changelog/${first}` }])
  ]
}
