/** Whether somebody looks at spans. Effect's own tracer keeps them to itself, so none need be made for it. */
import * as Context from "effect/Context"
import * as Tracer from "effect/Tracer"

export const isTraced = (context: Context.Context<never>): boolean =>
  Context.get(context, Tracer.Tracer) !== Tracer.nativeTracer
