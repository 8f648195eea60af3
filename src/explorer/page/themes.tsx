import { useMonaco } from '@graphiql/react'
import { useEffect } from 'react'

// GraphiQL's themes of the editors, under its own names, with enough contrast for comments and numbers (WCAG AA).

interface Look {
  readonly name: string
  readonly base: 'vs' | 'vs-dark'
  readonly background: string
  readonly primary: string
  readonly selected: string
  readonly input: string
  readonly comment: string
  readonly number: string
  readonly argument: string
}

const LOOKS: readonly Look[] = [
  {
    name: 'graphiql-LIGHT',
    base: 'vs',
    background: '#ffffff',
    primary: '#b00478',
    selected: '#d6059019',
    input: '#3b4b6811',
    comment: '#00700a',
    number: '#076447',
    argument: '#5a57c0',
  },
  {
    name: 'graphiql-DARK',
    base: 'vs-dark',
    background: '#212a3b',
    primary: '#ff5794',
    selected: '#ff579419',
    input: '#b7c2d711',
    comment: '#8fc47a',
    number: '#b5cea8',
    argument: '#a9a4ff',
  },
]

const TRANSPARENT = '#ffffff00'

/** The parts of an editor that float above it: they are opaque. */
const FLOATING = ['editorHoverWidget', 'menu', 'editorSuggestWidget', 'quickInput', 'editorWidget']

const colorsOf = ({ background, primary, selected, input }: Look): Record<string, string> => ({
  'editor.background': TRANSPARENT,
  'scrollbar.shadow': TRANSPARENT,
  ...Object.fromEntries(FLOATING.map((part) => [`${part}.background`, background])),
  'textLink.foreground': primary,
  'textLink.activeForeground': primary,
  'editorLink.activeForeground': primary,
  'list.highlightForeground': primary,
  'list.focusHighlightForeground': primary,
  'editorSuggestWidget.selectedForeground': primary,
  focusBorder: primary,
  'list.hoverBackground': selected,
  'editorSuggestWidget.selectedBackground': selected,
  'quickInputList.focusBackground': selected,
  'menu.selectionBackground': selected,
  'menu.selectionForeground': primary,
  'toolbar.hoverBackground': selected,
  'inputOption.hoverBackground': selected,
  'input.background': input,
})

/** Replaces the themes as soon as the editors are loaded; the editor applies the one that is in use again. */
export function Themes() {
  const monaco = useMonaco((state) => state.monaco)
  useEffect(() => {
    if (monaco === undefined) return
    for (const look of LOOKS)
      monaco.editor.defineTheme(look.name, {
        base: look.base,
        inherit: true,
        colors: colorsOf(look),
        rules: [
          { token: 'comment', foreground: look.comment },
          { token: 'number', foreground: look.number },
          { token: 'argument.identifier.gql', foreground: look.argument },
        ],
      })
  }, [monaco])
  return null
}
