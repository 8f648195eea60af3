import { ToolbarButton, useGraphiQL } from '@graphiql/react'
import { useState } from 'react'
import { MAX_LINK_LENGTH, writeLink } from './links.js'

/** Puts the operation of the tab into the address of the page, and that on the clipboard where the browser allows it. */
export function CopyLink() {
  const queryEditor = useGraphiQL((state) => state.queryEditor)
  const variableEditor = useGraphiQL((state) => state.variableEditor)
  const [outcome, setOutcome] = useState('')
  const copy = async () => {
    const variables = variableEditor?.getValue() ?? null
    const link = writeLink(location.href, { query: queryEditor?.getValue() ?? '', variables })
    setOutcome(
      link === null ? `This operation is too long for a link: above ${MAX_LINK_LENGTH} characters.` : await place(link),
    )
  }
  return (
    <>
      <ToolbarButton label="Copy a link to this operation" onClick={() => void copy()}>
        <svg
          className="graphiql-toolbar-icon"
          viewBox="0 0 24 24"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
          aria-hidden="true"
        >
          <path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700l-1.600 1.600M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700l1.600-1.600" />
        </svg>
      </ToolbarButton>
      <p role="status" className="link-outcome">
        {outcome}
      </p>
    </>
  )
}

/** Browsers have no clipboard for pages over plain HTTP from elsewhere. */
async function place(link: string): Promise<string> {
  history.replaceState(null, '', link)
  try {
    await navigator.clipboard.writeText(link)
    return 'The link is copied, and in the address bar.'
  } catch {
    return 'The link is in the address bar.'
  }
}
