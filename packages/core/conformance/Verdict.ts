/**
 * What became of a case.
 */

/** Whether a promise was kept; `unshown` where the target's data could not tell. */
export type Verdict =
  | { readonly _tag: "Kept" }
  | { readonly _tag: "Broken"; readonly detail: string }
  | { readonly _tag: "Unshown"; readonly reason: string }

export const kept: Verdict = { _tag: "Kept" }
export const broken = (detail: string): Verdict => ({ _tag: "Broken", detail })
export const unshown = (reason: string): Verdict => ({ _tag: "Unshown", reason })

/** Kept if the claim is true. */
export const claim = (isTrue: boolean, detail: string): Verdict => (isTrue ? kept : broken(detail))

/** The verdict on a case, after what its target is excused from. */
export type Outcome =
  | { readonly _tag: "Passed" }
  | { readonly _tag: "Failed"; readonly detail: string }
  | { readonly _tag: "Unshown"; readonly reason: string }
  | { readonly _tag: "Excused"; readonly reason: string }

/** An excuse covers a broken promise; one that covers nothing is itself a failure, so that no list of excuses rots. */
export const outcomeOf = (verdict: Verdict, excuse: string | undefined): Outcome => {
  switch (verdict._tag) {
    case "Kept":
      return excuse === undefined
        ? { _tag: "Passed" }
        : { _tag: "Failed", detail: `it holds, so its excuse is no longer needed: ${excuse}` }
    case "Broken":
      return excuse === undefined ? { _tag: "Failed", detail: verdict.detail } : { _tag: "Excused", reason: excuse }
    case "Unshown":
      return verdict
  }
}
