/**
 * Replaces Evidence's root layout module. Every page is written out at build time with all its figures, so pages need no
 * script: `csr` is off and the database never starts. A page with a filter sets `csr = true` in a +page.js of its own; the
 * database then starts at the first query whose result was not written out.
 */
import { browser, building } from '$app/environment';
import { base } from '$app/paths';
import { initDB, query as runQuery, setParquetURLs, updateSearchPath, tableFromIPC, arrowTableToJSON } from '@evidence-dev/universal-sql/client-duckdb';
import { setTrackProxy } from '@evidence-dev/sdk/usql';
import md5 from 'blueimp-md5';

export const csr = false;
export const ssr = true;
export const prerender = true;
export const trailingSlash = 'always';

/** Extracts that a reader's choice may ask for; whatever else pages show was written out with them. */
const ASKED_BY_FILTERS = ['metric'];

/** An address of the site, below whatever path it is served at: known in the browser, not when pages are written. */
const placed = (path) => (browser ? `${base}${path}` : path);

let database = null;

/** Starts the database once, at the first call. */
function startDatabase() {
	database ??= loadDatabase();
	return database;
}

async function loadDatabase() {
	const { renderedFiles = {} } = await readManifest();
	if (browser) keepOnly(renderedFiles, ASKED_BY_FILTERS);
	await initDB();
	await setParquetURLs(renderedFiles, { addBasePath: placed });
	await updateSearchPath(Object.keys(renderedFiles));
}

function keepOnly(files, tables) {
	for (const source in files) files[source] = files[source].filter((url) => tables.some((table) => url.endsWith(`/${table}.parquet`)));
}

async function readManifest() {
	if (browser) return (await fetch(placed('/data/manifest.json'))).json();
	const { readFile } = await import('fs/promises');
	return JSON.parse(await readFile('./static/data/manifest.json', 'utf-8'));
}

/** Results that were written out for a page with a filter, by query name. */
async function writtenResults(routeHash, paramsHash, fetch) {
	const list = await fetch(placed(`/api/${routeHash}/${paramsHash}/all-queries.json`));
	if (!list.ok) return {};
	const entries = Object.entries(await list.json()).map(async ([name, hash]) => {
		const result = await fetch(placed(`/api/prerendered_queries/${hash}.arrow`));
		return result.ok ? [name, arrowTableToJSON(tableFromIPC(new Uint8Array(await result.arrayBuffer())))] : null;
	});
	return Object.fromEntries((await Promise.all(entries)).filter(Boolean));
}

/** @type {import('./$types').LayoutLoad} */
export const load = async ({ fetch, route, params }) => {
	const routeHash = md5(route.id);
	const paramsHash = md5(Object.entries(params).sort().map(([key, value]) => `${key}\x1F${value}`).join('\x1E'));
	if (!browser) await startDatabase();
	const data = browser ? await writtenResults(routeHash, paramsHash, fetch) : {};

	function query(sql, { query_name, callback = (rows) => rows } = {}) {
		if (browser) return startDatabase().then(() => runQuery(sql)).then(callback);
		return callback(runQuery(sql, { route_hash: routeHash, additional_hash: paramsHash, query_name, prerendering: building }));
	}

	return {
		__db: { query, load: startDatabase, updateParquetURLs: async () => {} },
		inputs: setTrackProxy({ label: '', value: '(SELECT NULL WHERE 0 /* An Input has not been set */)' }),
		data,
		customFormattingSettings: { customFormats: [] },
		isUserPage: true,
		evidencemeta: { queries: [] },
		pagesManifest: { children: {} }
	};
};
