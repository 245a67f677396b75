/**
 * What the bundled engine has otherwise than Prism's packages.
 *
 * Each change says what it is for; the list goes into the notices that ship with the package.
 */

/** A module of a package whose code is ours in the bundle. */
export interface Replaced {
  readonly module: string
  readonly why: string
  /** CommonJS. */
  readonly code: string
}

export const replaced: ReadonlyArray<Replaced> = [
  {
    module: "@stoplight/http-spec/postman/operation",
    why: "Postman collections are not read",
    code: `exports.transformPostmanCollectionOperations = () => { throw new Error("Unsupported document format") }`
  },
  {
    module: "pino",
    why: "the engine logs nothing",
    code: `module.exports = () => ({})`
  },
  {
    module: "http-proxy-agent",
    why: "the engine is no proxy",
    code: `exports.HttpProxyAgent = class {}`
  },
  {
    module: "https-proxy-agent",
    why: "the engine is no proxy",
    code: `exports.HttpsProxyAgent = class {}`
  },
  {
    module: "node-fetch",
    why: "callbacks go out through Node's own fetch",
    code: `exports.default = async (url, init) => {
  const response = await fetch(url, init)
  response.headers.raw = () => Object.fromEntries([...response.headers].map(([name, value]) => [name, [value]]))
  return response
}`
  }
]

/** A module of a package in which a piece of code is another. */
export interface Patched {
  /** The end of the module's path. */
  readonly module: string
  readonly why: string
  readonly before: string
  readonly after: string
}

export const patched: ReadonlyArray<Patched> = [
  {
    module: "@stoplight/prism-http/dist/validator/validators/utils.js",
    why: "the validators, which keep every schema that they compiled, can be made anew",
    before: `const ajvInstances = {
    default: createAjvInstances(ajv_1.default),
    draft2019_09: createAjvInstances(_2019_1.default),
    draft2020_12: createAjvInstances(_2020_1.default),
};`,
    after: `let ajvInstances;
exports.forgetSchemas = () => {
    ajvInstances = {
        default: createAjvInstances(ajv_1.default),
        draft2019_09: createAjvInstances(_2019_1.default),
        draft2020_12: createAjvInstances(_2020_1.default),
    };
};
exports.forgetSchemas();`
  }
]

/** Modules that are taken from another file of their package, and packages of which one version will do. */
export const redirected: ReadonlyArray<{ readonly module: string; readonly to: string; readonly why: string }> = [
  {
    module: "jsonc-parser",
    to: "jsonc-parser/lib/esm/main.js",
    why: "its other build loads its parts in a way that bundlers do not see"
  }
]
