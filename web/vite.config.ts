import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

/** The oldest browser that must work: Chromium 92 kernels are still common in offices. */
export const OLDEST_BROWSER = ['es2020', 'chrome92']

/** Writes /sw.js with the list of what the phone must hold to report without a network. */
function serviceWorker(): Plugin {
  const offline = /(index|AppFrame|ReportPage|OutboxSheet|StartPage|PageHead|LabelBadge|zh-CN|en)\b/
  return {
    name: 'guixing-service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const names = Object.keys(bundle).filter((name) => !name.endsWith('.map'))
      const wanted = new Set<string>()
      const take = (name: string): void => {
        const part = bundle[name]
        if (!part || wanted.has(name)) return
        wanted.add(name)
        if (part.type !== 'chunk') return
        part.imports.forEach(take)
        part.viteMetadata?.importedCss.forEach((css) => wanted.add(css))
      }
      names.filter((name) => name.startsWith('assets/') && offline.test(name)).forEach(take)
      const files = ['/', '/icons/icon.svg', ...[...wanted].sort().map((name) => '/' + name)]
      const source = readFileSync(fileURLToPath(new URL('./src/app/worker.js', import.meta.url)), 'utf8')
      const version = [...files].join('').split('').reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7)
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source: source.replace('__FILES__', JSON.stringify(files)).replace('__VERSION__', version.toString(36)),
      })
    },
  }
}

export default defineConfig({
  plugins: [vue(), serviceWorker()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: OLDEST_BROWSER,
    cssTarget: 'chrome92',
    // A data: address would need a wider content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: 'build-manifest.json',
  },
  server: {
    port: 5173,
    proxy: { '/api': { target: process.env['GX_SERVER'] ?? 'http://127.0.0.1:8081' } },
  },
})
