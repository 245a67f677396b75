import { fileURLToPath } from "node:url"
import { defineConfig } from "vite"

const address = { host: "127.0.0.1", port: Number(process.env["APP_PORT"] ?? 5173), strictPort: true }
const proxy = {
  "/shop/backend": {
    target: process.env["MOCK_URL"] ?? "http://127.0.0.1:4010",
    changeOrigin: true,
    rewrite: (path: string) => path.replace(/^\/shop\/backend/, "")
  }
}

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/shop/",
  server: { ...address, proxy },
  preview: { ...address, proxy }
})
