import type { MockOptions } from "@effect-piggy/mock/playwright"
import { defineConfig } from "@playwright/test"

// Where the mock and the app are. Without them, both are started beside the tests.
const mockUrl = process.env["MOCK_URL"] ?? "http://127.0.0.1:4010"
const appUrl = process.env["APP_URL"] ?? "http://127.0.0.1:5173/shop/"
const executablePath = process.env["CHROMIUM"]

export default defineConfig<MockOptions>({
  testMatch: "*.e2e.ts",
  fullyParallel: true,
  workers: 8,
  reporter: "line",
  // Eight browsers share whatever the machine has.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    mockUrl,
    // A Chromium of the system's, where there is one; otherwise Playwright's own.
    ...(executablePath !== undefined && {
      launchOptions: { executablePath, args: ["--disable-gpu", "--disable-quic"] }
    })
  },
  // The same app: once it asks the mock on another origin, once through a proxy that has put a path in front.
  projects: [
    { name: "another origin", use: { baseURL: `${appUrl}?api=${mockUrl}` } },
    { name: "a proxy with a path", use: { baseURL: appUrl } }
  ],
  webServer: [
    { command: "npx @effect-piggy/mock", url: `${mockUrl}/__mock/health`, reuseExistingServer: true },
    {
      command: "npx vite build --config app/vite.config.ts && npx vite preview --config app/vite.config.ts",
      url: appUrl,
      reuseExistingServer: true
    }
  ]
})
