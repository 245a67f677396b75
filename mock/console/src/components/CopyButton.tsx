import { useState } from "preact/hooks"
import { say } from "../Notice.ts"

interface Props {
  readonly text: string
  /** What is copied: "the base URL". */
  readonly what: string
}

export const CopyButton = ({ text, what }: Props) => {
  const [copied, setCopied] = useState("")
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(text)
      say(`Copied ${what}`)
    } catch {
      say(`The browser does not let this page copy; select ${what} instead`)
    }
  }
  return (
    <button type="button" class="button small" aria-label={`Copy ${what}`} onClick={() => void copy()}>
      {copied === text ? "Copied" : "Copy"}
    </button>
  )
}
