/** The one page with a filter: it runs scripts, and starts the database at the reader's first choice. */
export const csr = true;
