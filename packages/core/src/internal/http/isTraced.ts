/** Whether a tracer exports spans. Effect's native tracer exports none, so no spans are made for it. */
import * as Context from "effect/Context"
import * as Tracer from "effect/Tracer"

export const isTraced = (context: Context.Context<never>): boolean =>
  Context.get(context, Tracer.Tracer) !== Tracer.nativeTracer
