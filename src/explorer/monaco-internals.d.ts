declare module 'monaco-editor/esm/vs/editor/browser/config/tabFocus.js' {
  /** What Tab does in all editors: indents, or moves the focus on. */
  export const TabFocus: { setTabFocusMode(movesFocus: boolean): void }
}

declare module '*?worker-module' {
  /** The URL of the module that a web worker runs. */
  const url: string
  export default url
}
