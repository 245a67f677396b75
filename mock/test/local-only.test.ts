import { assert, describe, it } from "@effect/vitest"
import * as LocalOnly from "../src/LocalOnly.ts"

const local: LocalOnly.Caller = {
  address: "127.0.0.1",
  host: "127.0.0.1:4010",
  forwardedHost: undefined,
  origin: undefined,
  fetchSite: undefined
}
const refusal = (caller: Partial<LocalOnly.Caller>, door: Partial<LocalOnly.Door> = {}): string | undefined =>
  LocalOnly.refusal({ ...local, ...caller }, { ...LocalOnly.closed, ...door })
const isRefused = (...asked: Parameters<typeof refusal>): boolean => refusal(...asked) !== undefined

describe("who may steer the mock", () => {
  it("is this machine, by any of its loopback addresses and names", () => {
    for (const address of ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"]) assert.isFalse(isRefused({ address }))
    for (const host of ["localhost", "localhost:80", "[::1]:4010", "127.0.0.1", "piggy.localhost:4010"]) {
      assert.isFalse(isRefused({ host }))
    }
  })

  it("is no other machine", () => {
    for (const address of ["10.0.0.5", "192.168.1.1", "2001:db8::1", "::ffff:10.0.0.5", "127.0.0.1.evil", undefined]) {
      assert.include(refusal({ address }), "--allow-remote")
    }
  })

  it("is nobody under a name that is not loopback's, whether a proxy keeps the name or passes it on", () => {
    for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.5:4010"]) {
      const name = host.split(":")[0] ?? ""
      assert.include(refusal({ host }), `--allow-host ${name}`)
      assert.include(refusal({ forwardedHost: host }), `--allow-host ${name}`)
      assert.include(refusal({ forwardedHost: `localhost, ${host}` }), `--allow-host ${name}`)
    }
    for (const host of ["", " ", undefined]) assert.isTrue(isRefused({ host }))
  })

  it("is no page of another origin, not even of another port", () => {
    for (const origin of ["http://127.0.0.1:4011", "http://localhost:4010", "https://evil.example"]) {
      for (const fetchSite of [undefined, "cross-site", "same-site"]) {
        assert.include(refusal({ origin, fetchSite }), `--allow-origin ${origin}`)
      }
    }
    for (const origin of ["null", "file://"]) assert.include(refusal({ origin }), "serve the page over http")
    for (const fetchSite of ["cross-site", "same-site"]) assert.isTrue(isRefused({ fetchSite }))
    assert.isFalse(isRefused({ origin: "http://127.0.0.1:4010", fetchSite: "same-origin" }))
  })

  it("is a page of this machine whose proxy writes another Host, if its browser says that it is the same origin", () => {
    const page = { origin: "http://localhost:5173", host: "127.0.0.1:4010" }
    assert.isFalse(isRefused({ ...page, fetchSite: "same-origin" }))
    assert.isFalse(isRefused({ ...page, forwardedHost: "localhost:5173" }))
    assert.isTrue(isRefused(page))
    // By rebinding, a page of another site can come through such a proxy too.
    assert.isTrue(isRefused({ ...page, origin: "http://evil.example:5173", fetchSite: "same-origin" }))
    assert.isTrue(isRefused({ ...page, forwardedHost: "evil.example:5173", fetchSite: "same-origin" }))
  })

  it("can be another machine when that is allowed, and still no other site's page", () => {
    const remote = { address: "10.0.0.5", host: "mock.internal:4010" }
    const door = { allowRemote: true }
    assert.isFalse(isRefused(remote, door))
    assert.isFalse(isRefused({ ...remote, origin: "http://mock.internal:4010" }, door))
    assert.isTrue(isRefused({ ...remote, origin: "https://evil.example" }, door))
  })

  it("can be asked for under other names, and under these alone", () => {
    const door = { allowHosts: ["mock", ".internal"] }
    for (const host of ["mock", "MOCK:4010", "a.internal", "a.b.internal:80", "internal", "localhost"]) {
      assert.isFalse(isRefused({ host }, door), host)
    }
    for (const host of ["mock.evil.example", "evilmock", "evilinternal"]) assert.isTrue(isRefused({ host }, door), host)
    const remote = { ...door, address: "10.0.0.5", allowRemote: true }
    assert.isTrue(isRefused({ address: "10.0.0.5", host: "evil.example" }, remote))
    assert.isFalse(isRefused({ address: "10.0.0.5", host: "mock:4010" }, remote))
    assert.isTrue(isRefused({ address: "10.0.0.5", host: "mock:4010" }, door))
  })

  it("can be a page of an origin that is named, and of no other", () => {
    const door = { allowOrigins: ["http://localhost:5173"] }
    assert.isFalse(isRefused({ origin: "http://localhost:5173", fetchSite: "same-site" }, door))
    assert.isTrue(isRefused({ origin: "http://localhost:5174", fetchSite: "same-site" }, door))
    assert.isTrue(isRefused({ origin: "https://localhost:5173", fetchSite: "cross-site" }, door))
    assert.isTrue(isRefused({ origin: "http://localhost:5173", host: "evil.example" }, door))
  })
})

describe("the name in --allow-host", () => {
  it("is a host without scheme, port and path", () => {
    for (const name of ["mock", "Mock.Internal", ".internal", "10.0.0.5", "[::1]"]) {
      assert.strictEqual(LocalOnly.hostName(name), name.toLowerCase())
    }
    for (const name of ["", ".", "http://mock", "mock:4010", "mock/", "a b", "*", "me@mock", "mock?x", "::1"]) {
      assert.isUndefined(LocalOnly.hostName(name), name)
    }
  })
})

describe("the origin in --allow-origin", () => {
  it("is taken as browsers write it", () => {
    assert.strictEqual(LocalOnly.originOf("HTTP://LocalHost:80/"), "http://localhost")
    assert.strictEqual(LocalOnly.originOf("https://app.example:8443"), "https://app.example:8443")
    for (const text of ["", "localhost:5173", "*", "null", "http://a/path", "http://a?x", "http://me@a", "file:///a"]) {
      assert.isUndefined(LocalOnly.originOf(text), text)
    }
  })
})
