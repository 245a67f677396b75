import { useEffect, useState } from "preact/hooks"
import { say } from "../Notice.ts"

interface Props {
  /** What to copy, or how to get it; nothing if there is none, and why has been said. */
  readonly text: string | (() => string | Promise<string | undefined>)
  /** What is copied: "the base URL". */
  readonly what: string
  readonly label?: string
}

/** Milliseconds for which the button says that it has copied. */
const told = 2000

export const CopyButton = ({ label, text, what }: Props) => {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), told)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    const wanted = typeof text === "string" ? text : await text()
    if (wanted === undefined) return
    try {
      await navigator.clipboard.writeText(wanted)
      setCopied(true)
      say(`Copied ${what}`)
    } catch {
      say(`The browser does not let this page copy; select ${what} instead`)
    }
  }
  return (
    <button
      type="button"
      class="button small"
      aria-label={label === undefined ? `Copy ${what}` : undefined}
      onClick={() => void copy()}
    >
      {isCopied ? "Copied" : (label ?? "Copy")}
    </button>
  )
}
