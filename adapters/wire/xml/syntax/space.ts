/** Whether a text is nothing but the white space of XML: space, tab and line ends. */
export function isXmlSpace(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code !== 0x20 && code !== 0xa && code !== 0x9 && code !== 0xd) return false
  }
  return true
}
