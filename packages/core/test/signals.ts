/**
 * Everything that a program tells of itself while it runs: spans, logs, metrics.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"
import { Telemetry } from "@effect-piggy/core"

/** Captures the signals of what it is provided to, at every level; the SDK's metrics and logs among them. */
export const capture = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const logs: Array<string> = []
  const registry = new Map()
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const logger = Logger.make((options) => {
    logs.push(Logger.formatStructured.log(options) === undefined ? "" : Logger.formatLogFmt.log(options))
    logs.push(inspect(options.message, { depth: 12 }), inspect(options.cause, { depth: 12 }))
  })
  const layer = Layer.mergeAll(
    Telemetry.layer,
    Layer.succeed(Tracer.Tracer, tracer),
    Logger.layer([logger]),
    Layer.succeed(References.MinimumLogLevel, "Trace"),
    Layer.succeed(Metric.MetricRegistry, registry)
  )
  return {
    layer,
    spans,
    logs,
    metrics: Effect.provideService(Metric.snapshot, Metric.MetricRegistry, registry),
    /** What an exporter sees of it: attributes, events, failures as they are printed, logs, metrics. */
    exported: () =>
      [
        ...logs,
        ...spans.map((span) => inspect([span.name, span.attributes, span.events], { depth: 12 })),
        ...spans.map(({ status }) =>
          status._tag === "Ended" && Exit.isFailure(status.exit) ? Cause.pretty(status.exit.cause) : ""
        ),
        inspect(registry, { depth: 12 })
      ].join("\n"),
    /** The failures that spans ended with, whole. A success is the program's own value: no exporter looks at it. */
    held: () =>
      spans
        .map(({ status }) =>
          status._tag === "Ended" && Exit.isFailure(status.exit)
            ? inspect(status, { depth: 12 }) + JSON.stringify(status.exit)
            : ""
        )
        .join("\n")
  }
}
