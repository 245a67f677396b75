/**
 * For tests of code that uses the SDK.
 */
export * as FakePiggy from "./FakePiggy.ts"
