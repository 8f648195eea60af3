/** Markdown, shown on the first page of the documentation. */
export const INTRODUCTION = `**Trunkline** answers one query from every billing and switching system that is configured: its *sources*.

- Begin with **Examples** (top right). Each one opens in a tab of its own and is run.
- \`activeCalls\` are the calls in progress, \`calls\` the billed ones, \`sessions\` the signalling; \`phoneNumber\` has all that is known of one number, and \`activeCallStats\` and \`callStats\` count.
- A list is a *connection*: set \`first\`, and for the next page set \`after\` to the \`endCursor\` of \`pageInfo\`.
- Request \`sources { source { name } status error { message } }\` with a list. A source that fails does not fail the query: its rows are missing, and its report says why.
- **Table** shows the rows of an answer and saves them as CSV; **Chart** counts or adds them up by time or by group.
- The link button puts the query and its variables into an address. It never has your headers.
- Tab leaves an editor. Ctrl+M (on a Mac: Ctrl+Shift+M) makes Tab indent, and Ctrl+Space completes.
`
