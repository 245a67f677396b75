import { fileURLToPath } from "node:url"
import { defineConfig } from "vite"

const mock = process.env["MOCK_URL"] ?? "http://127.0.0.1:4010"

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/shop/",
  server: {
    host: "127.0.0.1",
    port: Number(process.env["APP_PORT"] ?? 5173),
    strictPort: true,
    proxy: {
      "/shop/backend": { target: mock, changeOrigin: true, rewrite: (path) => path.replace(/^\/shop\/backend/, "") }
    }
  }
})
