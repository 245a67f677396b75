import { assert, describe, it } from "@effect/vitest"
import * as LocalOnly from "../src/LocalOnly.ts"

const local: LocalOnly.Caller = {
  address: "127.0.0.1",
  host: "127.0.0.1:4010",
  origin: undefined,
  fetchSite: undefined
}
const isRefused = (caller: Partial<LocalOnly.Caller>, allowRemote = false): boolean =>
  LocalOnly.refusal({ ...local, ...caller }, { allowRemote }) !== undefined

describe("who may steer the mock", () => {
  it("is this machine, by any of its loopback addresses and names", () => {
    for (const address of ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"]) assert.isFalse(isRefused({ address }))
    for (const host of ["localhost", "localhost:80", "[::1]:4010", "127.0.0.1", "piggy.localhost:4010"]) {
      assert.isFalse(isRefused({ host }))
    }
  })

  it("is no other machine", () => {
    for (const address of ["10.0.0.5", "192.168.1.1", "2001:db8::1", "::ffff:10.0.0.5", "127.0.0.1.evil", undefined]) {
      assert.isTrue(isRefused({ address }))
    }
  })

  it("is nobody under a name that is not loopback's", () => {
    for (const host of [
      "evil.example",
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "10.0.0.5:4010",
      "",
      undefined
    ]) {
      assert.isTrue(isRefused({ host }))
    }
  })

  it("is no page of another origin, not even of another port", () => {
    for (const origin of [
      "http://127.0.0.1:4011",
      "http://localhost:4010",
      "https://evil.example",
      "null",
      "file://"
    ]) {
      assert.isTrue(isRefused({ origin }))
    }
    for (const fetchSite of ["cross-site", "same-site"]) assert.isTrue(isRefused({ fetchSite }))
    assert.isFalse(isRefused({ origin: "http://127.0.0.1:4010", fetchSite: "same-origin" }))
  })

  it("can be another machine when that is allowed, and still no other site's page", () => {
    const remote = { address: "10.0.0.5", host: "mock.internal:4010" }
    assert.isFalse(isRefused(remote, true))
    assert.isFalse(isRefused({ ...remote, origin: "http://mock.internal:4010" }, true))
    assert.isTrue(isRefused({ ...remote, origin: "https://evil.example" }, true))
  })
})
