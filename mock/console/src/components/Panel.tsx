import type { ComponentChildren } from "preact"
import { useId } from "preact/hooks"

interface Props {
  readonly title: string
  /** Beside the title. */
  readonly aside?: ComponentChildren
  readonly children: ComponentChildren
  readonly kind?: string
}

export const Panel = ({ aside, children, kind = "", title }: Props) => {
  const id = useId()
  return (
    <section class={`panel ${kind}`} aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
