/**
 * A request as a journal takes it, for tests of what remembers and sends entries.
 */
import type { Entry } from "../src/Journal.ts"

export const entry: Omit<Entry, "id"> = {
  at: 0,
  duration: 1,
  method: "GET",
  path: "/api/v3/oauth/clients/referrals",
  query: "",
  status: 200,
  client: "c0ffee00",
  faults: [],
  violations: []
}
