/** Drops the template's advertising tags, and sets the language and writing direction of every page from its address; the shell is template/app.html. */
import { log } from '@evidence-dev/sdk/logger';

const RIGHT_TO_LEFT = new Set(['fa']);

/** @type {import('@sveltejs/kit').HandleServerError} */
export function handleError({ error, event, status }) {
	log.error(`${status} ${event.url.pathname}: ${error?.stack ?? error}`);
	return { message: error?.message ?? String(error) };
}

/** @type {import('@sveltejs/kit').Handle} */
export function handle({ event, resolve }) {
	const language = event.params.language ?? 'en';
	const direction = RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';
	return resolve(event, {
		transformPageChunk: ({ html }) =>
			html
				.replace('%satisfaction.lang%', language)
				.replace('%satisfaction.dir%', direction)
				.replace(/<meta name="twitter:[^>]*>/g, '')
	});
}
