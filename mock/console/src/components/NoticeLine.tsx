import { notice } from "../Notice.ts"

/** Shows a notice for a while; screen readers read it once it changes. */
export const NoticeLine = () => {
  const { isShown, number, text } = notice.value
  return (
    <div class="notice" role="status">
      {text !== "" && (
        <p key={number} class={isShown ? "" : "unseen"}>
          {text}
        </p>
      )}
    </div>
  )
}
