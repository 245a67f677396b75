/**
 * An app that shows all referrals: TanStack Query fetches the next page when the end of the list comes into view.
 */
import { QueryClient, QueryClientProvider, useInfiniteQuery } from "@tanstack/react-query"
import { useEffect, useRef } from "react"
import { createRoot } from "react-dom/client"

interface Referral {
  readonly uuid: string
  readonly status: string
  readonly referred_contact: { readonly email: string | null }
}
interface Page {
  readonly data: ReadonlyArray<Referral>
}

/** Another origin if the address names one, otherwise the path that Vite hands on to the mock. */
const api = new URLSearchParams(location.search).get("api") ?? `${import.meta.env.BASE_URL}backend`

const readPage = async (page: number): Promise<Page> => {
  const answer = await fetch(`${api}/api/v3/oauth/clients/referrals?limit=30&page=${page}`, {
    headers: { authorization: "Bearer any" }
  })
  if (!answer.ok) throw new Error(`The API answered ${answer.status}`)
  return JSON.parse(await answer.text())
}

const Referrals = () => {
  const { data, error, fetchNextPage, hasNextPage, isFetching, refetch } = useInfiniteQuery({
    queryKey: ["referrals"],
    initialPageParam: 1,
    queryFn: ({ pageParam }) => readPage(pageParam),
    getNextPageParam: (last, _, page) => (last.data.length === 0 ? undefined : page + 1),
    retry: false
  })
  const end = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting === true && hasNextPage && !isFetching && error === null) void fetchNextPage()
    })
    if (end.current !== null) watcher.observe(end.current)
    return () => watcher.disconnect()
  }, [hasNextPage, isFetching, error, fetchNextPage])

  const again = () => void (data === undefined ? refetch() : fetchNextPage())
  return (
    <>
      <h1>Referrals</h1>
      <ol>
        {data?.pages
          .flatMap((page) => page.data)
          .map(({ referred_contact, status, uuid }) => (
            <li key={uuid}>
              {referred_contact.email ?? "nobody"} ({status})
            </li>
          ))}
      </ol>
      {error !== null && (
        <p role="alert">
          {error.message} <button onClick={again}>Try again</button>
        </p>
      )}
      <p ref={end} role="status">
        {hasNextPage ? "There is more" : "That is all"}
      </p>
    </>
  )
}

const root = document.getElementById("app")
if (root !== null) {
  createRoot(root).render(
    <QueryClientProvider client={new QueryClient()}>
      <Referrals />
    </QueryClientProvider>
  )
}
