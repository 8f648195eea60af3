// What the tests of the documents read in Markdown.

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fromRoot, readFromRoot } from './readme-blocks.js'

/** The contents of the code blocks of one language. */
export const fences = (text: string, language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)\\n\`\`\`$`, 'gm'))].map(([, content]) => content ?? '')

/** What stands between backquotes, outside of code blocks. */
export const codeSpans = (text: string): readonly string[] =>
  [...withoutFences(text).matchAll(/`([^`\n]+)`/g)].map(([, content]) => content ?? '')

const withoutFences = (text: string): string => text.replaceAll(/^```[^]*?^```$/gm, '')

/** A section, from its heading up to the next of the same level. */
export const sectionOf = (text: string, heading: string): string =>
  withoutFences(text)
    .split(/^## /m)
    .find((section) => section.startsWith(`${heading}\n`)) ?? ''

/** A heading as a place within the page. */
const toAnchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const anchorsOf = (text: string): readonly string[] =>
  [...withoutFences(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => toAnchor(heading ?? ''))

/** Links and pictures of a document that lead nowhere in this repository; those to other places are not followed. */
export function brokenLinks(path: string): readonly string[] {
  const text = readFromRoot(path)
  const links = [...withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '')
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : join(dirname(path), file)
    if (!existsSync(fromRoot(target))) return true
    return anchor !== undefined && !anchorsOf(readFromRoot(target)).includes(anchor)
  })
}

/** JSON without its values: the keys that occur, and in lists the shapes that occur. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    const shapes = value.map(shapeOf)
    return [...new Map(shapes.map((shape) => [JSON.stringify(shape), shape])).values()]
  }
  if (typeof value !== 'object' || value === null) return 'a value'
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item)]))
}
