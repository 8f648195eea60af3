import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import { compressAssets } from '../../tools/compress-assets.mjs'

/**
 * Drops the fonts that GraphiQL has inside of its styles, a fifth of the page: page.css names those of the system in place of
 * the text fonts, and the editor loads its icons from a file.
 */
function withoutInlineFonts(): Plugin {
  return {
    name: 'without-inline-fonts',
    enforce: 'pre',
    transform: (code, id) =>
      id.endsWith('.css') ? code.replace(/@font-face\s*\{[^}]*data:font\/(woff2?|ttf);[^}]*\}/g, '') : null,
  }
}

/**
 * The list of fields prints an error for each argument that it cannot show, such as a list of enums, and shows the others. That
 * is no fault of the operation, which it leaves as it is.
 */
function withoutComplaints(): Plugin {
  return {
    name: 'without-complaints',
    transform: (code, id) =>
      /node_modules\/graphiql-explorer\//.test(id) ? code.replaceAll(/console\.(error|warn|log)\(/g, 'void (') : null,
  }
}

/**
 * Parts of the editor for what no language of this page offers: hints and suggestions inside of the text, lenses, renaming, help
 * with parameters, lines that stay at the top; and the editors of differences, of which there is none here.
 */
const UNUSED_PARTS = [
  'browser/widget/diffEditor/diffEditor.contribution',
  'contrib/codelens/browser/codelensController',
  'contrib/diffEditorBreadcrumbs/browser/contribution',
  'contrib/inlayHints/browser/inlayHintsContribution',
  'contrib/inlineCompletions/browser/inlineCompletions.contribution',
  'contrib/inlineEdit/browser/inlineEdit.contribution',
  'contrib/inlineEdits/browser/inlineEdits.contribution',
  'contrib/linkedEditing/browser/linkedEditing',
  'contrib/parameterHints/browser/parameterHints',
  'contrib/rename/browser/rename',
  'contrib/sectionHeaders/browser/sectionHeaders',
  'contrib/semanticTokens/browser/documentSemanticTokens',
  'contrib/semanticTokens/browser/viewportSemanticTokens',
  'contrib/stickyScroll/browser/stickyScrollContribution',
  'contrib/suggest/browser/suggestInlineCompletions',
]

/** Modules that the rest of the editor refers to by one class, which is never made here. */
const UNUSED_CLASSES: Readonly<Record<string, string>> = {
  'browser/widget/diffEditor/diffEditorWidget': 'DiffEditorWidget',
  'browser/widget/multiDiffEditor/multiDiffEditorWidget': 'MultiDiffEditorWidget',
}

/** A sixteenth of the page. Each must be found: another version of the editor may have moved it, and the page would only grow. */
function withoutUnusedParts(): Plugin {
  const editor = '/monaco-editor/esm/vs/editor/'
  const missing = new Set([...UNUSED_PARTS, ...Object.keys(UNUSED_CLASSES)])
  return {
    name: 'without-unused-parts',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      const name = id.slice(id.lastIndexOf(editor) + editor.length, -'.js'.length)
      const unused = id.includes(editor) ? UNUSED_CLASSES[name] : undefined
      if (unused !== undefined) {
        missing.delete(name)
        return `export class ${unused} {}`
      }
      if (!id.endsWith(`${editor}editor.all.js`)) return null
      return code.replaceAll(/^import '\.\/(.*)\.js';.*$/gm, (line, part: string) =>
        UNUSED_PARTS.includes(part) && missing.delete(part) ? '' : line,
      )
    },
    buildEnd(error) {
      if (error === undefined && missing.size > 0) this.error(`the editor has no part ${[...missing].join(', ')}`)
    },
  }
}

/**
 * Gives the URL of a module that a web worker runs, at an import of its name with `?worker-module`. Vite's own `?worker` builds
 * each worker apart from the page and from the other workers, so that the base of the editor, GraphQL and Prettier would be in
 * the package up to four times. As modules of the page's own build they share its files.
 */
function sharedWorkers(): Plugin {
  const suffix = '?worker-module'
  return {
    name: 'shared-workers',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith(suffix)) return null
      const resolved = await this.resolve(source.slice(0, -suffix.length), importer)
      return resolved === null ? null : `\0${resolved.id}${suffix}`
    },
    load(id) {
      if (!id.startsWith('\0') || !id.endsWith(suffix)) return null
      const path = id.slice(1, -suffix.length)
      const reference = this.emitFile({ type: 'chunk', id: path, name: basename(path, '.js') })
      return `export default import.meta.ROLLUP_FILE_URL_${reference}`
    },
  }
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [withoutInlineFonts(), withoutComplaints(), withoutUnusedParts(), sharedWorkers(), compressAssets()],
  resolve: {
    alias: [
      { find: /^prettier\/(plugins\/estree|parser-babel)$/, replacement: here('jsonc-plugin.ts') },
      // Two names of one module.
      { find: 'prettier/parser-graphql', replacement: 'prettier/plugins/graphql' },
    ],
  },
  // The page is served at /graphql and its assets at /explorer/assets; relative URLs allow a proxy to add a prefix.
  experimental: {
    renderBuiltUrl: (filename, { hostType }) => (hostType === 'html' ? `explorer/${filename}` : { relative: true }),
  },
  build: {
    outDir: here('../../dist/explorer'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 5000,
    // The licenses of the bundled packages, which must be distributed with them.
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      // Compressing takes its time.
      checks: { pluginTimings: false },
      onLog: (level, log, print) => {
        // The libraries mark their modules for React's server components, which this page does not use.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') print(level, log)
      },
    },
  },
})
