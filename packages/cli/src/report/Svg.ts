/**
 * A chart as an SVG, made without a browser.
 *
 * The one module that knows Vega. The package carries it in one file, since users need nothing else of those libraries.
 */
import { Error as errorsOnly, logger, parse, View } from "vega"
import { compile, type TopLevelSpec } from "vega-lite"

export type { TopLevelSpec as Spec } from "vega-lite"

/** Draws a chart. */
export const draw = async (spec: TopLevelSpec): Promise<string> => {
  const view = new View(parse(compile(spec, { logger: logger(errorsOnly) }).spec), { renderer: "none" })
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}
