import { useEffect, useState } from "preact/hooks"
import { say } from "../Notice.ts"

interface Props {
  readonly text: string | (() => string)
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
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text())
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
