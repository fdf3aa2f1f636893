/** Names of characteristics inside generated sentences, which quote every name. */
const QUOTED = /([“«])([^”»]+)(?=[”»])/g;

/** @returns {{text: string, key?: string}[]} the sentence in parts; those that name a characteristic carry its key */
export function namedParts(report, text, keys) {
	const byName = new Map(keys.map((key) => [report.name.characteristic(key), key]));
	const out = [];
	let done = 0;
	for (const match of text.matchAll(QUOTED)) {
		const key = byName.get(match[2]);
		if (!key) continue;
		const start = match.index + match[1].length;
		out.push({ text: text.slice(done, start) }, { text: match[2], key });
		done = start + match[2].length;
	}
	return [...out, { text: text.slice(done) }].filter((part) => part.text);
}
